/* Talking to the simulator, and saying so when it fails. */
export class Refused extends Error {
  constructor(error) {
    super(error.detail);
    Object.assign(this, error);
  }
}

async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.errors?.[0] ?? { code: String(response.status) });
  return body;
}

/** A GET, or a POST of `body` as JSON. */
export async function api(address, body) {
  if (body === undefined) return answerOf(await fetch(address));
  const headers = { "Content-Type": "application/json" };
  return answerOf(await fetch(address, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** A DELETE. */
export async function remove(address) {
  const response = await fetch(address, { method: "DELETE" });
  if (!response.ok) throw new Refused({ code: String(response.status) });
}

/** The file as it is. What the browser cannot name is left for the server to refuse. */
export async function upload(address, file, more = {}) {
  const headers = { "Content-Type": file.type || "application/octet-stream" };
  const query = new URLSearchParams({ filename: file.name, ...more });
  return answerOf(await fetch(`${address}?${query}`, { method: "POST", headers, body: file }));
}

export const text = (name) => document.querySelector(`template[data-text="${name}"]`)?.innerHTML ?? "";

let timer = 0;
export function toast(words, kind = "") {
  const shown = document.querySelector('[data-part="toast"]');
  shown.textContent = words;
  shown.dataset.kind = kind;
  shown.hidden = !words;
  clearTimeout(timer);
  // A lost connection stays on the screen until it is back.
  if (words && kind !== "offline") timer = setTimeout(() => toast(""), 5000);
}
