// Documents that the server holds: take one in, choose one, save it, forget it.

import { ask, askJson } from "./api.js";
import { events } from "./events.js";
import { bytes, count, tokens } from "./numbers.js";

const list = document.getElementById("contexts");
const form = document.getElementById("upload");
const file = document.getElementById("file");
const save = document.getElementById("save");
const button = document.getElementById("take-in");
const progress = document.getElementById("upload-progress");
const state = document.getElementById("upload-state");

/** The field of a request that names the chosen document; none if none is. */
export function chosenContext() {
  const id = list.querySelector("input:checked")?.value;
  return id ? { context_id: id } : {};
}

export function startDocuments(onRefusal) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await attempt(takeIn, onRefusal);
  });
  return () => attempt(show, onRefusal);
}

async function attempt(work, onRefusal) {
  try {
    await work();
  } catch (error) {
    tell(error.message, true);
    onRefusal(error);
  }
}

async function takeIn() {
  const chosen = file.files[0];
  if (!chosen) {
    tell("choose a file first", true);
    file.focus();
    return;
  }
  button.disabled = true;
  progress.hidden = false;
  progress.removeAttribute("value");
  tell(`sending ${chosen.name}`, false);
  try {
    const query = new URLSearchParams({ name: chosen.name, save: save.checked, stream: true });
    const response = await ask(`/v1/contexts?${query}`, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: chosen,
    });
    const from = performance.now();
    for await (const event of events(response)) {
      if (event.object === "context.progress") {
        progress.max = event.total_tokens;
        progress.value = event.processed_tokens;
        tell(`${count(event.processed_tokens)} of ${tokens(event.total_tokens)}`, false);
      } else {
        await show();
        choose(event.id);
        const seconds = count((performance.now() - from) / 1000, 1);
        tell(`${tokens(event.tokens)} taken in, ${bytes(event.bytes)}, ${seconds} s`, false);
        form.reset();
      }
    }
  } finally {
    button.disabled = false;
    progress.hidden = true;
  }
}

async function show() {
  const contexts = (await askJson("/v1/contexts")).data;
  const chosen = list.querySelector("input:checked")?.value;
  list.querySelectorAll(".context[data-id]").forEach((old) => old.remove());
  contexts.forEach((context) => list.append(entry(context)));
  choose(chosen);
}

function choose(id) {
  const inputs = [...list.querySelectorAll("input")];
  (inputs.find((input) => input.value === id) ?? inputs[0]).checked = true;
}

function entry(context) {
  const one = document.createElement("div");
  one.className = "context";
  one.dataset.id = context.id;
  const input = document.createElement("input");
  input.type = "radio";
  input.name = "context";
  input.value = context.id;
  const label = document.createElement("label");
  label.append(input, ` ${context.name}`);
  const size = document.createElement("p");
  size.textContent = `${tokens(context.tokens)}, ${bytes(context.bytes)}${place(context)}`;
  const row = document.createElement("div");
  row.className = "row";
  if (!context.saved) {
    row.append(action("Save", context, `${context.id}/save`, "POST"));
  }
  row.append(action("Forget", context, context.id, "DELETE"));
  one.append(label, size, row);
  return one;
}

function place(context) {
  const parts = [];
  if (context.saved) {
    parts.push("saved");
  }
  if (context.tokens_in_memory === 0) {
    parts.push("not in memory");
  }
  return parts.map((part) => `, ${part}`).join("");
}

function action(name, context, path, method) {
  const one = document.createElement("button");
  one.type = "button";
  one.textContent = name;
  one.setAttribute("aria-label", `${name} ${context.name}`);
  one.addEventListener("click", () =>
    attempt(
      async () => {
        await ask(`/v1/contexts/${path}`, { method });
        await show();
        tell(`${name.toLowerCase() === "save" ? "saved" : "forgot"} ${context.name}`, false);
      },
      () => {},
    ),
  );
  return one;
}

function tell(text, isError) {
  state.textContent = text;
  state.classList.toggle("error", isError);
}
