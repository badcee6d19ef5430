// What is written in a page's form and not saved yet (`data-unfinished` says that it is kept) stays in this browser, by
// person and page: it is there after a reload, a crash and signing in again. It goes when it is saved, or after a week.
import { gettext } from "./text.js";

const PREFIX = "form.", OLD = 7 * 24 * 3600 * 1000;
const own = `${PREFIX}${document.body.dataset.user}.${location.pathname}${location.search}`;

const valuesOf = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function sweep() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys) if (!(Date.now() - read(key)?.at < OLD)) localStorage.removeItem(key);
}

/** Hidden fields, too: who goes on from what they saw is still told that it was changed meanwhile. */
function bringBack(form, values) {
  // For pages that add fields as they are wanted, and have to add them first.
  form.dispatchEvent(new CustomEvent("brought-back", { detail: values }));
  for (const field of form.elements) {
    if (!field.name || field.type === "file") continue;
    if (field.type === "checkbox") field.checked = field.name in values;
    else if (field.name in values) field.value = values[field.name];
  }
}

function tell(form, drop) {
  const line = document.createElement("p"), words = document.createElement("span");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: gettext("Discard it") });
  line.className = "strip brought-back";
  line.setAttribute("role", "status");
  words.textContent = gettext("What you had written and not saved is back.");
  button.addEventListener("click", () => {
    drop();
    location.reload();
  });
  line.append(words, button);
  form.prepend(line);
}

function keep(form) {
  let isOver = false;
  const drop = () => {
    isOver = true;
    localStorage.removeItem(own);
  };
  const kept = read(own);
  if (kept) {
    bringBack(form, kept.values);
    tell(form, drop);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (const event of ["input", "change"]) {
    form.addEventListener(event, () => isOver || localStorage.setItem(own, JSON.stringify({ at: Date.now(), values: valuesOf(form) })));
  }
  // Saved, or what it was about is gone: the page that follows begins anew.
  document.addEventListener("htmx:after:request", ({ defaultPrevented, detail: { ctx } }) => {
    if (!defaultPrevented && ctx.response.status < 400 && form.contains(ctx.sourceElement)) drop();
  });
}

// Before Alpine starts, after the page's own modules.
document.addEventListener("DOMContentLoaded", () => {
  sweep();
  const form = document.querySelector("form[data-unfinished]");
  if (form && !form.querySelector("fieldset:disabled")) keep(form);
});
