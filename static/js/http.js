import { gettext } from "./text.js";

const TOKEN = document.querySelector('meta[name="csrf-token"]').content;

/** What the server refused, or (status 0) that it could not be reached. */
export class Refusal extends Error {
  constructor(status, code, detail, attr = "") {
    super(detail);
    Object.assign(this, { status, code, detail, attr });
  }

  /** Asking again may help: nobody answered, or somebody who was busy. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

async function ask(url, options = {}) {
  let response;
  try {
    response = await fetch(url, {
      credentials: "same-origin",
      signal: AbortSignal.timeout(options.body instanceof FormData ? 600000 : 20000), // a file takes its time
      ...options,
      headers: { "X-Requested-With": "fetch", ...options.headers },
    });
  } catch {
    throw new Refusal(0, "unreachable", gettext("The server cannot be reached."));
  }
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function refusalOf(response) {
  const data = await response.json().catch(() => ({}));
  if (response.status === 401) document.dispatchEvent(new CustomEvent("desk:signed-out"));
  const first = data.errors?.[0] || data;
  return new Refusal(response.status, first.code || "error", first.detail || gettext("That did not work. Try again."), first.attr || "");
}

export const getText = async (url) => (await ask(url)).text();
export const getJson = async (url) => (await ask(url)).json();

export async function post(url, fields = {}) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const response = await ask(url, { method: "POST", body, headers: { "X-CSRFToken": TOKEN } });
  return response.status === 204 ? {} : response.json();
}

export function nodesOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

export const cookie = (name, value) => {
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
};
