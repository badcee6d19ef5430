import { withIcons } from "./icons.js";
import { gettext } from "./text.js";

const WAITS = 20000, WAITS_FOR_FILES = 600000, STALLS = 60000;
/** For what may take the server long: much at once, or what waits for its turn there. */
export const patiently = () => ({ signal: AbortSignal.timeout(120000) });
const MADE_WITH = document.querySelector('meta[name="csrf-token"]').content;

/** For whom the page was made, and the token. Signing in again on another page gives the browser another one; should it be
 *  somebody else who signed in there, what is written here is not theirs, and the server says so. */
export function credentials() {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] || MADE_WITH;
  return { "X-CSRFToken": token, "X-Desk-User": document.body.dataset.user || "" };
}

/** What the server refused, or (status 0) that it could not be reached. */
export class Refusal extends Error {
  constructor(status, code, detail, attr = "", current = "") {
    super(detail);
    Object.assign(this, { status, code, detail, attr, current });
  }

  /** Asking again may help: nobody answered, or somebody who was busy. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

/** `read` takes what is wanted from the answer: one that breaks off, or that somebody else on the way made, is none. */
async function ask(url, read, options = {}) {
  try {
    const response = await fetch(url, {
      credentials: "same-origin",
      signal: AbortSignal.timeout(hasFile(options.body) ? WAITS_FOR_FILES : WAITS),
      ...options,
      headers: { "X-Requested-With": "fetch", ...credentials() },
    });
    if (response.ok) return await read(response);
    throw await refusalOf(response);
  } catch (error) {
    throw error instanceof Refusal ? error : unreachable();
  }
}

const hasFile = (body) => body instanceof FormData && [...body.values()].some((value) => value.size);

const refusalOf = async (response) => refusalFrom(response.status, await response.json().catch(() => ({})));

export const unreachable = () => new Refusal(0, "unreachable", gettext("The server cannot be reached."));

export function refusalFrom(status, data) {
  if (status === 401) document.dispatchEvent(new CustomEvent("desk:signed-out"));
  const first = data.errors?.[0] || data;
  return new Refusal(status, first.code || "error", first.detail || wordsOf(status), first.attr || "", first.current);
}

/** Where somebody on the way refused, and not our server. */
function wordsOf(status) {
  if (status === 413) return gettext("That is larger than the server takes.");
  if (status === 429) return gettext("The server is busy. Try again in a moment.");
  return gettext("That did not work. Try again.");
}

export const getText = (url) => ask(url, (response) => response.text());
export const getJson = (url) => ask(url, (response) => response.json());

export function post(url, fields = {}, options = {}) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  return ask(url, (response) => (response.status === 204 ? {} : response.json()), { method: "POST", body, ...options });
}

/** As `post`, and tells how much of it has gone (0 to 1). It lasts as long as something moves. */
export function upload(url, fields, { onProgress, signal }) {
  const request = new XMLHttpRequest();
  let watch = null;
  const alive = () => {
    clearTimeout(watch);
    watch = setTimeout(() => request.abort(), STALLS);
  };
  request.open("POST", url);
  for (const [name, value] of Object.entries(credentials())) request.setRequestHeader(name, value);
  request.setRequestHeader("X-Requested-With", "fetch");
  request.upload.addEventListener("progress", (event) => {
    alive();
    if (event.lengthComputable) onProgress(event.loaded / event.total);
  });
  signal.addEventListener("abort", () => request.abort());
  return new Promise((resolve, reject) => {
    request.addEventListener("loadend", () => {
      clearTimeout(watch);
      const data = parsed(request.responseText);
      if (!request.status || (request.status < 300 && !data.ok)) reject(unreachable());
      else if (request.status >= 300) reject(refusalFrom(request.status, data));
      else resolve(data);
    });
    alive();
    request.send(fields);
  });
}

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

export function nodesOf(html) {
  const template = document.createElement("template");
  template.innerHTML = withIcons(html);
  return template.content;
}

export const cookie = (name, value) => {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
};
