// What the server does at this moment.

import { askJson } from "./api.js";
import { bytes, count, tokens } from "./numbers.js";

const KEPT = 120; // seconds, one point each
const WIDTH = 240; // of the drawings' own units
const HEIGHT = 48;

const rates = [];
const part = (id) => document.getElementById(id);

export async function showStatus() {
  const status = await askJson("/v1/status");
  part("model").textContent =
    `${status.model}, ${status.architecture}, ${tokens(status.max_positions)} of context`;
  part("rate").textContent = count(status.tokens_per_second, 1);
  part("running").textContent = `${count(status.running)} of ${count(status.batch_limit)}`;
  part("waiting").textContent = count(status.waiting);
  part("held").textContent = count(status.tokens_held);
  drawRates(status.tokens_per_second);
  drawMemory(status);
}

export function showUnreachable(text) {
  part("model").textContent = text;
}

function drawRates(rate) {
  rates.push(rate);
  if (rates.length > KEPT) {
    rates.shift();
  }
  const most = Math.max(1, ...rates);
  const points = rates.map((value, i) => {
    const x = WIDTH - ((rates.length - 1 - i) * WIDTH) / (KEPT - 1);
    return `${x.toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 6)).toFixed(1)}`;
  });
  part("history-line").setAttribute("points", points.join(" "));
}

/** The bar is the budget; the line stands where a Transformer of equal size would be. */
function drawMemory(status) {
  const budget = Math.max(1, status.cache_budget_bytes);
  const transformer = status.tokens_held * status.transformer_bytes_per_token;
  const place = Math.min(1, transformer / budget) * (WIDTH - 2) + 1;
  part("memory-used").setAttribute("width", Math.min(1, status.cache_bytes / budget) * WIDTH);
  part("memory-transformer").setAttribute("x1", place);
  part("memory-transformer").setAttribute("x2", place);
  part("memory-text").textContent =
    `${bytes(status.cache_bytes)} of ${bytes(budget)}, ${bytes(status.bytes_per_token)} a token`;
  part("transformer-text").textContent =
    `A Transformer of equal size: ${bytes(transformer)} for these ${tokens(status.tokens_held)}, `
    + `${bytes(status.transformer_bytes_per_token)} a token`
    + (transformer > budget ? ", beyond the budget" : "");
}
