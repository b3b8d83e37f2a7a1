// The conversation: what was said, and the answer as it comes.

import { post } from "./api.js";
import { chosenContext } from "./documents.js";
import { events } from "./events.js";
import { count, tokens } from "./numbers.js";

const log = document.getElementById("log");
const form = document.getElementById("compose");
const message = document.getElementById("message");
const send = document.getElementById("send");
const stop = document.getElementById("stop");
const clear = document.getElementById("clear");

let said = [];
let running = null; // an AbortController while an answer comes

export function startChat(onRefusal) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void answer(onRefusal);
  });
  message.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit(send);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      running?.abort();
    }
  });
  stop.addEventListener("click", () => running?.abort());
  clear.addEventListener("click", forget);
}

function forget() {
  running?.abort();
  said = [];
  log.querySelectorAll(".turn").forEach((turn) => turn.remove());
  message.focus();
}

async function answer(onRefusal) {
  const text = message.value;
  if (running || !text.trim()) {
    return;
  }
  const asked = said.concat({ role: "user", content: text });
  const conversation = said;
  const question = addTurn("user", "You");
  question.text.textContent = text;
  const reply = addTurn("assistant", "Model");
  reply.note.textContent = "waiting";
  message.value = "";
  begin();
  try {
    await stream(asked, reply);
  } catch (error) {
    if (error.name === "AbortError") {
      reply.note.textContent = "stopped";
    } else {
      fail(reply, error);
      giveBack(question, reply, text);
      onRefusal(error);
    }
  } finally {
    end();
  }
  if (said === conversation && reply.text.textContent) {
    said = asked.concat({ role: "assistant", content: reply.text.textContent });
  }
}

async function stream(messages, reply) {
  const from = performance.now();
  const response = await post(
    "/v1/chat/completions",
    {
      messages,
      stream: true,
      stream_options: { include_usage: true },
      return_progress: true,
      max_tokens: document.getElementById("max-tokens").valueAsNumber || undefined,
      temperature: number("temperature"),
      ...chosenContext(),
    },
    { signal: running.signal },
  );
  let first = 0;
  let usage = null;
  let reason = "";
  for await (const event of events(response)) {
    if (event.object === "prompt.progress") {
      reply.note.textContent = `reading ${count(event.processed_tokens)} of ${tokens(event.total_tokens)}`;
      continue;
    }
    usage = event.usage ?? usage;
    const choice = event.choices?.[0];
    reason = choice?.finish_reason ?? reason;
    if (choice?.delta?.content) {
      first ||= performance.now();
      append(reply, choice.delta.content);
    }
  }
  reply.note.textContent = summary(usage, reason, from, first || performance.now());
}

function summary(usage, reason, from, first) {
  const parts = [];
  if (usage) {
    const cached = usage.prompt_tokens_details?.cached_tokens ?? 0;
    const seconds = (performance.now() - first) / 1000;
    parts.push(tokens(usage.completion_tokens));
    if (usage.completion_tokens > 1 && seconds > 0) {
      parts.push(`${count((usage.completion_tokens - 1) / seconds)} per second`);
    }
    parts.push(`${count(cached)} of ${tokens(usage.prompt_tokens)} of the prompt were in memory`);
  }
  parts.push(`first after ${count((first - from) / 1000, 2)} s`);
  if (reason === "length") {
    parts.push("cut off at the number of tokens asked for");
  }
  return parts.join(", ");
}

/** Nothing typed is lost: what failed before an answer began goes back to the box. */
function giveBack(question, reply, text) {
  if (!reply.text.textContent) {
    question.turn.remove();
    message.value ||= text;
    message.focus();
  }
}

function fail(reply, error) {
  reply.note.textContent = error.message;
  reply.note.classList.add("error");
  reply.note.setAttribute("role", "alert");
}

function append(reply, text) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  reply.text.append(text);
  if (atEnd) {
    log.scrollTop = log.scrollHeight;
  }
}

function addTurn(role, name) {
  const turn = document.createElement("article");
  turn.className = `turn ${role}`;
  const parts = ["who", "text", "note"].map((part) => {
    const line = document.createElement("p");
    line.className = part;
    turn.append(line);
    return line;
  });
  parts[0].textContent = name;
  log.append(turn);
  log.scrollTop = log.scrollHeight;
  return { turn, text: parts[1], note: parts[2] };
}

function begin() {
  running = new AbortController();
  send.disabled = true;
  stop.disabled = false;
}

function end() {
  running = null;
  send.disabled = false;
  stop.disabled = true;
}

function number(id) {
  const value = document.getElementById(id).valueAsNumber;
  return Number.isNaN(value) ? undefined : value;
}
