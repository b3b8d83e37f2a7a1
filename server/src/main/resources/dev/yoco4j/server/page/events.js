// Server-sent events of a response to a POST, which EventSource can't read.

import { Refusal } from "./api.js";

/** The JSON of each event until [DONE]; an error that the server sends in between is thrown. */
export async function* events(response) {
  let ended = false;
  for await (const line of lines(response.body)) {
    if (!line.startsWith("data:")) {
      continue; // comments are signs of life
    }
    const data = line.slice(5).trim();
    if (data === "[DONE]") {
      ended = true;
      break;
    }
    const event = JSON.parse(data);
    if (event.error) {
      throw new Refusal(event.error.code ?? 500, event.error.message);
    }
    yield event;
  }
  if (!ended) {
    throw new Refusal(0, "the connection ended in the middle of the answer");
  }
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        break;
      }
      const parts = (rest + value).split("\n");
      rest = parts.pop();
      yield* parts.map((part) => part.replace(/\r$/, ""));
    }
    if (rest) {
      yield rest;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
