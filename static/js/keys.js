// Single letters, only outside fields and without modifiers: they clash with no menu and no AltGr. Which letter does
// what is each person's choice, kept on the server; the help sheet shows it and changes it.
import { rescueFocus } from "./focus.js";
import { post } from "./http.js";
import { fill, gettext } from "./text.js";

const sheet = document.getElementById("help"), line = document.getElementById("shortcut-error");
let choosing = null, chosen = null;

const buttons = () => [...sheet.querySelectorAll("[data-shortcut]")];
export const keyOf = (act) => buttons().find((button) => button.dataset.shortcut === act)?.textContent.trim();

export function listen(acts) {
  document.addEventListener("keydown", (event) => {
    if (choosing) return void choose(event);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return void acts.palette();
    }
    if (document.querySelector(":modal")) return undefined; // what lies over all has its own
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
    if (event.target.closest("input, textarea, select, [contenteditable], [popover] *")) {
      if (event.key === "Escape" && event.target.matches("input")) leave(event.target);
      return undefined;
    }
    if (event.key === "Escape" && document.querySelector(":popover-open")) return undefined; // which it closes by itself
    const button = buttons().find((other) => other.textContent.trim() === event.key);
    const act = event.key === "Escape" ? acts.escape : acts[button?.dataset.shortcut];
    if (!act) return undefined;
    event.preventDefault();
    return act();
  });
  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shortcut]");
    if (button) begin(button);
    else if (event.target.closest('[data-act="reset-shortcuts"]')) save({});
  });
  sheet.addEventListener("toggle", () => end());
}

function leave(field) {
  field.blur();
  rescueFocus(".card[aria-current]", ".card");
}

function begin(button) {
  end();
  choosing = button;
  button.classList.add("is-choosing");
  tell(fill(gettext("Press the new key for “%(name)s”, or Esc."), { name: button.dataset.label }), false);
}

function end() {
  choosing?.classList.remove("is-choosing");
  choosing = null;
  line.hidden = true;
}

function tell(text, isError = true) {
  line.textContent = text;
  line.classList.toggle("muted", !isError);
  line.hidden = false;
}

function choose(event) {
  if (["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  const act = choosing.dataset.shortcut;
  if (event.key === "Escape") return void end();
  if (event.ctrlKey || event.altKey || event.metaKey) return void tell(gettext("Without Ctrl, Alt or AltGr."));
  save({ act, key: event.key });
}

async function save(fields) {
  try {
    const { keys } = await post("/profile/shortcut", fields);
    end();
    for (const button of buttons()) button.querySelector("kbd").textContent = keys[button.dataset.shortcut];
    chosen = keys;
    for (const root of [document, ...[...document.querySelectorAll("template")].map(({ content }) => content)]) showKeys(root, keys);
  } catch (error) {
    tell(error.detail);
  }
}

/** What was asked for before keys were changed here, and came afterwards, shows the old ones. */
export const showChosen = (root) => chosen && showKeys(root, chosen);

/** Where else they stand (dashboard/templatetags/keys.py). */
function showKeys(root, keys) {
  for (const mark of root.querySelectorAll("kbd[data-key]")) {
    mark.textContent = keys[mark.dataset.key];
    mark.hidden = !mark.textContent;
  }
  for (const node of root.querySelectorAll("[data-keyed]")) {
    const key = keys[node.dataset.keyed];
    node.title = node.title.replace(/ \([^()]+\)$/, "") + (key ? ` (${key})` : "");
  }
}
