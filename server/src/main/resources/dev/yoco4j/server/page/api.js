// Requests to the server, with the key where it wants one.

const STORED = "yoco4j-key"; // in this tab alone

/** What the server said when it refused. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The server wants a key, or another one. */
export const WANTS_KEY = 401;

export function useKey(key) {
  sessionStorage.setItem(STORED, key);
}

/** Asks; fails with a Refusal unless the status says that all is well. */
export async function ask(path, options = {}) {
  const headers = new Headers(options.headers);
  const key = sessionStorage.getItem(STORED);
  if (key) {
    headers.set("Authorization", `Bearer ${key}`);
  }
  const response = await fetch(path, { ...options, headers });
  if (!response.ok) {
    throw new Refusal(response.status, await reason(response));
  }
  return response;
}

export async function askJson(path, options) {
  return (await ask(path, options)).json();
}

export function post(path, fields, options = {}) {
  return ask(path, {
    ...options,
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  });
}

async function reason(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).error.message;
  } catch {
    return text || `the server answered ${response.status}`;
  }
}
