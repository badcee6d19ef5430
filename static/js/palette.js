// The command bar: whatever the page can do now, and every customer, by typing. Its commands are the page's own
// controls, so that none is missing and none does something else.
import { markOption } from "./focus.js";
import { isHeld } from "./held.js";
import { getJson } from "./http.js";
import { keyOf } from "./keys.js";
import { gettext } from "./text.js";

const PAUSE = 150, MOST = 12;
// The open conversation's first, for which it is opened most.
const SOURCES = [
  ".thread-head [data-command], .thread-head [popovertarget]:not([popovertarget=more]), #more .menu-item, .thread-head .tool[data-act=panel], #macros [data-act=macro]",
  ".tabs a, .filter-lists a, #views a, .rail a.rail-item",
  "#profile [data-act], #profile a.menu-item, #profile [name=language]",
];

export class Palette {
  constructor({ onOpen, more, recent }) {
    this.dialog = document.getElementById("palette");
    this.input = document.getElementById("palette-input");
    this.listbox = document.getElementById("palette-list");
    this.empty = document.getElementById("palette-empty");
    Object.assign(this, { onOpen, more, recent });
    this.asked = this.opened = 0;
    this.input.addEventListener("input", () => this.typed());
    this.dialog.addEventListener("keydown", (event) => this.pressed(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.listbox.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.run(this.shown[Number(option.dataset.at)]);
    });
  }

  toggle() {
    if (this.dialog.open) return this.dialog.close();
    if (document.querySelector(":modal")) return undefined;
    document.querySelector(":popover-open")?.hidePopover();
    this.commands = commandsOf();
    this.found = this.responses = [];
    this.input.value = "";
    const opened = ++this.opened;
    this.visited = this.recent((rows) => opened === this.opened && this.dialog.open && this.visit(rows));
    this.dialog.showModal();
    this.draw();
    return this.add(opened);
  }

  /** Whoever goes through the list meanwhile keeps their place. */
  visit(rows) {
    const isSame = rows.length === this.visited.length && rows.every(({ id, detail }, at) => id === this.visited[at].id && detail === this.visited[at].detail);
    this.visited = rows;
    if (!isSame && this.at === 0) this.draw();
  }

  /** What has to be asked for; it is found once something is typed. */
  async add(opened) {
    const found = await this.more();
    if (opened !== this.opened || !this.dialog.open) return;
    this.responses = found;
    if (this.input.value.trim()) this.draw({ isLate: true });
  }

  typed() {
    this.found = [];
    this.draw();
    clearTimeout(this.timer);
    const text = this.input.value.trim(), asked = ++this.asked;
    if (text.length < 2) return;
    this.timer = setTimeout(async () => {
      const answer = await getJson(`/inbox/goto?${new URLSearchParams({ q: text })}`).catch(() => null);
      if (!answer || asked !== this.asked) return;
      this.found = answer.conversations.map((row) => ({ id: row.id, text: row.name, detail: row.detail, run: () => this.onOpen(row.id) }));
      this.draw({ isLate: true });
    }, PAUSE);
  }

  /** What comes late leaves the mark on its row: Enter may be on its way. */
  draw({ isLate = false } = {}) {
    const marked = isLate && this.shown[this.at];
    const wanted = plain(this.input.value.trim());
    const fitting = [...this.visited, ...this.commands, ...(wanted ? this.responses : [])].map((command) => ({ command, score: scoreOf(plain(command.text), wanted) })).filter(({ score }) => score >= 0);
    fitting.sort((one, other) => other.score - one.score);
    const best = fitting.slice(0, wanted ? MOST : 60).map(({ command }) => command);
    this.shown = [...best, ...this.found.filter(({ id }) => !best.some((command) => command.id === id))];
    this.listbox.replaceChildren(...this.shown.map(optionOf));
    this.empty.hidden = Boolean(this.shown.length);
    this.mark(Math.max(0, this.shown.findIndex((one) => (one.id ?? one.text) === (marked?.id ?? marked?.text))));
  }

  mark(at) {
    const options = [...this.listbox.children];
    this.at = options.length ? (at + options.length) % options.length : 0;
    markOption(this.input, options, this.at);
  }

  pressed(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.mark(this.at + step);
    else if (event.key === "Enter") this.run(this.shown[this.at]);
    else return;
    event.preventDefault();
  }

  run(command) {
    if (!command) return;
    this.dialog.close();
    command.run();
  }
}

function commandsOf() {
  const seen = new Set();
  const nodes = SOURCES.flatMap((source) => [...document.querySelectorAll(source)]);
  return nodes.filter((node) => !isHeld(node)).map(commandOf).filter(({ text }) => text && !seen.has(text) && seen.add(text));
}

function commandOf(node) {
  const copy = node.cloneNode(true);
  copy.querySelectorAll(".count, .rail-badge, kbd, .icon").forEach((part) => part.remove());
  const words = copy.textContent.trim().replace(/\s+/g, " ");
  const group = node.closest("[role=group][aria-label]")?.getAttribute("aria-label") || (node.matches(".tabs a, .filter-lists a") ? gettext("List") : "");
  const act = node.dataset.keyed || node.querySelector("kbd[data-key]")?.dataset.key;
  return { text: group ? `${group}: ${words}` : words, key: act && keyOf(act), run: () => node.click() };
}

function optionOf(command, at) {
  const option = document.createElement("li");
  Object.assign(option, { id: `palette-${at}`, role: "option" });
  option.dataset.at = at;
  option.append(Object.assign(document.createElement("span"), { textContent: command.text, className: "palette-text" }));
  if (command.detail) option.append(Object.assign(document.createElement("small"), { textContent: command.detail, className: "muted" }));
  const key = command.key || (command.act && keyOf(command.act));
  if (key) option.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  return option;
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Letters in their order are enough; together, and at a word's beginning, they count more. Below 0: does not fit. */
function scoreOf(text, wanted) {
  if (!wanted) return 0;
  const at = text.indexOf(wanted);
  if (at >= 0) return 100 - at + (at === 0 || /\W/.test(text[at - 1]) ? 50 : 0);
  let place = -1, score = 0;
  for (const letter of wanted.replace(/\s/g, "")) {
    const next = text.indexOf(letter, place + 1);
    if (next < 0) return -1;
    score += next === place + 1 ? 2 : /\W/.test(text[next - 1] || " ") ? 1 : -1;
    place = next;
  }
  return score < 0 ? -1 : score;
}
