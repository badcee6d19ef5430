// htmx as this house asks: who we are, how long it waits, and what was refused, told where it happened.
import htmx from "../vendor/htmx/htmx.esm.min.js";
import { credentials, parsed, refusalFrom, unreachable } from "./http.js";
import { showProblems } from "./problems.js";
import { gettext } from "./text.js";
import { tickTimes } from "./time.js";
import { toast } from "./toast.js";

const WAITS = 20000, WAITS_FOR_FILES = 600000;
const FOCUSABLE = "a[href], button:not(:disabled), input, select, textarea, [tabindex='0']";

// Addresses are the pages' own, but where a part says that it follows them (lists.js).
Object.assign(htmx.config, { history: Boolean(document.querySelector("[hx-history-elt]")), defaultTimeout: WAITS });
htmx.onLoad(tickTimes);

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  Object.assign(ctx.request.headers, credentials());
  // A button that is disabled while it waits loses the focus.
  ctx.hadFocus = ctx.sourceElement !== document.body && ctx.sourceElement.contains(document.activeElement);
  if ([...ctx.request.body.values()].some((value) => value.size)) ctx.request.timeout = WAITS_FOR_FILES;
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail, { status, headers } = ctx.response;
  const isMade = headers.get("content-type")?.startsWith("text/html");
  // A page whose filters make no sense says so itself.
  if (status < 400 || (status === 400 && isMade && ctx.sourceElement.matches("[hx-boost], body"))) {
    // Customers' words stand in data, too: only what was made as a part is read as one.
    if (!isMade) ctx.text = "";
    return forgive(ctx.sourceElement);
  }
  event.preventDefault(); // nothing is drawn, and nobody hears of a success
  return refuse(ctx, refusalFrom(status, parsed(ctx.text)));
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => ctx && !ctx.response && refuse(ctx, unreachable()));

/** At the form's fields or in a line that goes; `data-refused` says otherwise: "here", in place of the part that did
 *  not come, "quiet", for what is asked for again anyway, or "toast", in a form that is about something else. */
function refuse({ sourceElement: source, target }, error) {
  // A page that knows better hears of it first.
  if (!source.dispatchEvent(new CustomEvent("refused", { detail: error, bubbles: true, cancelable: true }))) return;
  const { refused: how } = source.dataset, form = source.closest("form");
  if (how === "quiet") return;
  if (how === "here") target.replaceChildren(lineOf(error, source));
  else if (how !== "toast" && form?.querySelector(".form-error")) tellIn(form, error);
  else toast(error.detail);
}

function tellIn(form, error) {
  showProblems(form, { [error.attr]: error.detail });
  const field = error.attr && form.elements[error.attr], { activeElement: now } = document;
  if (field && (now === document.body || form.contains(now))) field.focus?.();
}

function forgive(source) {
  if (source.matches("form")) showProblems(source, {});
}

// What is written anew is not what was refused.
document.addEventListener("input", ({ target }) => {
  const line = target.form?.querySelector(".form-error[role=alert]:not([hidden], [data-error])");
  if (line && target.form.hasAttribute("hx-post")) line.hidden = true;
});

function lineOf(error, source) {
  const line = Object.assign(document.createElement("p"), { className: "form-error", textContent: `${error.detail} ` });
  const again = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: gettext("Try again") });
  again.addEventListener("click", () => htmx.trigger(source, "renew", {}, false));
  line.setAttribute("role", "alert");
  line.append(again);
  return line;
}

// In another tab, or to be kept: the browser's, as everywhere.
document.addEventListener("click", (event) => {
  if ((event.metaKey || event.ctrlKey || event.shiftKey) && event.target.closest("a[hx-get], a[hx-post], a[hx-boost]")) event.stopPropagation();
}, { capture: true });

// A menu or a section that opens: for parts that come when they are needed.
document.addEventListener("toggle", ({ target, newState }) => {
  if (newState === "open" && !target.matches("dialog")) htmx.trigger(target, "opened", {}, false);
}, { capture: true });

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  for (const task of tasks) task.hadFocus = task.target?.contains(ctx.hadFocus ? ctx.sourceElement : document.activeElement);
});

document.addEventListener("htmx:after:settle", ({ detail: { task, newContent } }) => {
  const fresh = newContent.filter((node) => node instanceof Element);
  for (const node of fresh) if (node.matches("dialog[data-modal]")) showModal(node);
  if (!task.hadFocus || !(document.activeElement ?? document.body).matches("body, dialog")) return;
  // What had the focus is gone: it stays where it was, and does not fall back to the page's beginning.
  fresh.map((node) => (node.matches(FOCUSABLE) ? node : node.querySelector(FOCUSABLE))).find(Boolean)?.focus({ preventScroll: true });
});

/** Closed, it goes. */
function showModal(dialog) {
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
}

export { htmx };
