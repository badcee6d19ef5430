// Naming colleagues in a note with @.
import { markOption } from "./focus.js";
import { getJson } from "./http.js";
import { gettext } from "./text.js";

const MOST = 8;
// What is typed behind an @ that begins a word; names have at most a few words.
const TYPED = /(?:^|\s)@([^@\n]{0,40})$/;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The list under the field, as for canned responses. */
export class Naming {
  constructor(form, field, conversation, onInsert) {
    Object.assign(this, { form, field, conversation, onInsert });
    this.box = form.querySelector("#naming");
    this.shown = [];
    this.box.addEventListener("pointerdown", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => {
      const row = event.target.closest(".suggestion");
      if (row) this.insert(this.shown[[...this.box.children].indexOf(row)]);
    });
    field.addEventListener("blur", () => this.hide());
  }

  get typed() {
    return this.form.dataset.kind === "note" ? TYPED.exec(this.field.value.slice(0, this.field.selectionStart))?.[1] : undefined;
  }

  async look() {
    const { typed } = this;
    if (typed === undefined) return this.hide();
    this.all ??= getJson(`/inbox/${this.conversation}/people`).then(({ people }) => people);
    this.isComing = true;
    const all = await this.all.catch(() => {
      this.all = null; // asked for again next time
      return [];
    }).finally(() => (this.isComing = false));
    if (this.typed !== typed) return undefined;
    const wanted = plain(typed);
    // Whoever is named already is not offered again.
    const found = all.filter(({ name }) => plain(name) !== wanted.trim() && ` ${plain(name)}`.includes(` ${wanted}`));
    return this.show(found.slice(0, MOST));
  }

  show(people) {
    if (!people.length) return this.hide();
    this.shown = people;
    this.at = 0;
    this.box.replaceChildren(...people.map(rowOf));
    this.box.hidden = false;
    return this.mark();
  }

  hide() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.shown = [];
    this.field.removeAttribute("aria-activedescendant");
  }

  mark() {
    markOption(this.field, [...this.box.children], this.at);
  }

  /** True when the key was meant for the list. */
  pressed(event) {
    if (this.isComing && this.box.hidden && this.typed !== undefined && event.key === "Enter") event.preventDefault(); // nobody could be chosen yet
    if (!this.box.hidden && this.typed === undefined) this.hide(); // the caret has gone elsewhere
    if (this.box.hidden) return event.defaultPrevented;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.shown.length) % this.shown.length;
      this.mark();
    } else if (event.key === "Enter" || event.key === "Tab") this.insert(this.shown[this.at]);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    return true;
  }

  insert(person) {
    if (this.typed === undefined) return void this.hide();
    const end = this.field.selectionStart;
    this.field.setRangeText(`@${person.name} `, end - this.typed.length - 1, end, "end");
    this.hide();
    this.field.focus();
    this.onInsert();
  }
}

function rowOf({ kind, name }, at) {
  const row = Object.assign(document.createElement("button"), { id: `named-${at}`, type: "button", className: "suggestion", role: "option" });
  row.append(Object.assign(document.createElement("b"), { textContent: `@${name}` }));
  if (kind === "team") row.append(Object.assign(document.createElement("span"), { textContent: gettext("Team") }));
  return row;
}
