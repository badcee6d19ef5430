// Canned responses: `/` at the beginning of the field, then a part of the shortcut.
import { getJson } from "./http.js";
import { gettext } from "./text.js";

const MOST = 8;

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
    const typed = /^\/(\S*)$/.exec(this.field.value);
    if (!typed) return this.hide();
    const all = await this.responses();
    if (/^\/(\S*)$/.exec(this.field.value)?.[1] !== typed[1]) return undefined;
    const wanted = typed[1].toLowerCase();
    const starts = all.filter((one) => one.shortcut.startsWith(wanted));
    const rest = all.filter((one) => !one.shortcut.startsWith(wanted) && `${one.shortcut} ${one.text}`.toLowerCase().includes(wanted));
    return this.show([...starts, ...rest].slice(0, MOST), all.length);
  }

  /** Ready to be sent, for whoever searches them elsewhere. */
  responses() {
    this.all ??= getJson(`/inbox/${this.conversation}/responses`).then(({ responses }) => responses).catch(() => []);
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

  show(responses, count) {
    this.shown = responses;
    this.at = 0;
    this.box.replaceChildren(...responses.map(rowOf));
    if (!responses.length) {
      const line = document.createElement("p");
      line.className = "suggestion muted";
      line.textContent = count ? gettext("No canned response fits.") : gettext("There are no canned responses yet.");
      this.box.append(line);
    }
    this.box.hidden = false;
    this.mark();
  }

  hide() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.shown = [];
  }

  mark() {
    [...this.box.querySelectorAll("button")].forEach((row, index) => {
      row.setAttribute("aria-selected", index === this.at);
      if (index === this.at) row.scrollIntoView({ block: "nearest" });
    });
  }

  /** True when the key was meant for the list. */
  pressed(event) {
    if (this.box.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.shown.length) {
      this.at = (this.at + step + this.shown.length) % this.shown.length;
      this.mark();
    } else if ((event.key === "Enter" || event.key === "Tab") && this.shown.length) this.insert(this.shown[this.at]);
    else if (event.key === "Escape") this.hide();
    else return false;
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

function rowOf(response) {
  const row = document.createElement("button");
  row.type = "button";
  row.className = "suggestion";
  row.role = "option";
  row.append(Object.assign(document.createElement("b"), { textContent: `/${response.shortcut}` }));
  row.append(Object.assign(document.createElement("span"), { textContent: response.text }));
  return row;
}
