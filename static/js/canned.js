// Canned responses: `/` at the beginning of the field, then a part of the shortcut.
import { markOption } from "./focus.js";
import { getJson } from "./http.js";
import { sends } from "./letters.js";
import { gettext } from "./text.js";

const MOST = 8;
const TYPED = /^\/(\S*)$/;

export class Canned {
  constructor(form, field, conversation, onInsert) {
    Object.assign(this, { field, conversation, onInsert });
    this.box = form.querySelector("#suggestions");
    this.shown = [];
    this.box.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps its focus
    this.box.addEventListener("click", (event) => {
      const row = event.target.closest(".suggestion");
      if (row) this.insert(this.shown[[...this.box.children].indexOf(row)]);
    });
    field.addEventListener("blur", () => this.hide());
  }

  async look() {
    const typed = TYPED.exec(this.field.value);
    if (!typed) return this.hide();
    this.isComing = true;
    const all = await this.responses().finally(() => (this.isComing = false));
    if (TYPED.exec(this.field.value)?.[1] !== typed[1]) return undefined;
    if (!all) return this.show([], gettext("The canned responses did not come."));
    const wanted = typed[1].toLowerCase();
    const starts = all.filter((one) => one.shortcut.startsWith(wanted));
    const rest = all.filter((one) => !one.shortcut.startsWith(wanted) && `${one.shortcut} ${one.text}`.toLowerCase().includes(wanted));
    return this.show([...starts, ...rest].slice(0, MOST), all.length ? gettext("No canned response fits.") : gettext("There are no canned responses yet."));
  }

  /** Keys are the list's, also while it is on its way. */
  get isAsked() {
    return !this.box.hidden || Boolean(this.isComing && TYPED.test(this.field.value));
  }

  /** Ready to be sent, for whoever searches them elsewhere; null when they did not come. */
  responses() {
    this.all ??= getJson(`/inbox/${this.conversation}/responses`).then(({ responses }) => responses).catch(() => {
      this.all = null; // asked for again next time
      return null;
    });
    return this.all;
  }

  /** Instead of an empty field's nothing, or where the cursor stands in what is written. */
  put(response) {
    this.field.focus();
    if (!this.field.value.trim()) return this.insert(response);
    this.field.setRangeText(response.text, this.field.selectionStart, this.field.selectionEnd, "end");
    return this.onInsert();
  }

  open() {
    this.field.focus();
    if (this.field.value) return;
    this.field.value = "/";
    this.look();
  }

  /** Without any, `why`, and how to send what only looks like a shortcut. */
  show(responses, why) {
    this.shown = responses;
    this.at = 0;
    this.box.replaceChildren(...responses.map(rowOf));
    if (!responses.length) {
      const line = document.createElement("p");
      line.className = "suggestion muted";
      line.textContent = `${why} ${gettext("To send it as it is: Esc first, or the send button.")}`;
      this.box.append(line);
    }
    this.box.hidden = false;
    this.mark();
  }

  hide() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.shown = [];
    this.field.removeAttribute("aria-activedescendant");
  }

  mark() {
    markOption(this.field, [...this.box.querySelectorAll("button")], this.at);
  }

  /** True when the key was meant for the list. */
  pressed(event) {
    const isSent = event.key === "Enter" && (sends(event) || event.ctrlKey || event.metaKey);
    if (this.box.hidden && this.isAsked && isSent) event.preventDefault(); // a shortcut is no answer
    if (this.box.hidden) return event.defaultPrevented;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.shown.length) {
      this.at = (this.at + step + this.shown.length) % this.shown.length;
      this.mark();
    } else if ((event.key === "Enter" || event.key === "Tab") && this.shown.length) this.insert(this.shown[this.at]);
    else if (event.key === "Escape") this.hide();
    else if (!isSent) return false; // one that was not found is no answer, either
    event.preventDefault();
    return true;
  }

  insert(response) {
    this.field.value = response.text;
    this.hide();
    this.field.focus();
    this.onInsert();
  }
}

/** For the command bar: those of the open conversation, by shortcut and by their words. */
export async function cannedCommands(composer) {
  if (composer?.mode !== "reply") return [];
  const insert = (response) => () => {
    composer.use("reply", true);
    composer.canned.put(response);
  };
  return (await composer.canned.responses() || []).map((one) => ({ text: `/${one.shortcut} · ${one.text.replace(/\s+/g, " ").slice(0, 100)}`, run: insert(one) }));
}

function rowOf(response, at) {
  const row = document.createElement("button");
  row.id = `response-${at}`;
  row.type = "button";
  row.className = "suggestion";
  row.role = "option";
  row.append(Object.assign(document.createElement("b"), { textContent: `/${response.shortcut}` }));
  row.append(Object.assign(document.createElement("span"), { textContent: response.text }));
  return row;
}
