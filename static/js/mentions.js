// Naming colleagues in a note with @, and hearing of it when one is named.
import { getJson } from "./http.js";
import * as notify from "./notify.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";

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
    this.all ??= getJson(`/inbox/${this.conversation}/people`).then(({ people }) => people).catch(() => []);
    const all = await this.all;
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
  }

  mark() {
    [...this.box.children].forEach((row, index) => {
      row.setAttribute("aria-selected", index === this.at);
      if (index === this.at) row.scrollIntoView({ block: "nearest" });
    });
  }

  /** True when the key was meant for the list. */
  pressed(event) {
    if (this.box.hidden) return false;
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
    const end = this.field.selectionStart;
    this.field.setRangeText(`@${person.name} `, end - this.typed.length - 1, end, "end");
    this.hide();
    this.field.focus();
    this.onInsert();
  }
}

function rowOf({ kind, name }) {
  const row = Object.assign(document.createElement("button"), { type: "button", className: "suggestion", role: "option" });
  row.append(Object.assign(document.createElement("b"), { textContent: `@${name}` }));
  if (kind === "team") row.append(Object.assign(document.createElement("span"), { textContent: gettext("Team") }));
  return row;
}

// --- Being named ---

const box = document.getElementById("mentions");

function showOneMore() {
  const badge = document.getElementById("mentions-unseen"), count = Number(badge.dataset.count) + 1;
  badge.hidden = false;
  badge.textContent = count > 99 ? "99+" : count;
  badge.dataset.count = count;
}

export function wireMentions(desk) {
  box.addEventListener("click", (event) => {
    const row = event.target.closest("[data-act=mention]");
    if (!row && !event.target.closest("[hx-post]")) return;
    box.hidePopover();
    if (row) goTo(desk, row.dataset.conversation, row.dataset.entry);
  });
}

async function goTo(desk, conversation, entry) {
  await desk.open(conversation);
  if (desk.id === conversation && !(await desk.thread.seek(entry))) toast(gettext("That message is too far back to be shown here."));
}

/** Somebody named us just now. */
export function mentioned(desk, event) {
  showOneMore();
  const { author, text, id } = event.note, show = () => goTo(desk, event.conversation_id, id);
  notify.tell("mention", author?.name, text, show);
  toast(fill(gettext("%(name)s named you in a note."), { name: author?.name || gettext("Somebody") }), { action: gettext("Show"), onAction: show, stays: 10000 });
}
