// The command bar: whatever the page can do now, and every customer, by typing. Its commands are the page's own
// controls, so that none is missing and none does something else.
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
  constructor({ onOpen, more }) {
    this.dialog = document.getElementById("palette");
    this.input = document.getElementById("palette-input");
    this.listbox = document.getElementById("palette-list");
    this.empty = document.getElementById("palette-empty");
    Object.assign(this, { onOpen, more });
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
    this.dialog.showModal();
    this.draw();
    return this.add(++this.opened);
  }

  /** What has to be asked for; it is found once something is typed. */
  async add(opened) {
    const found = await this.more();
    if (opened !== this.opened || !this.dialog.open) return;
    this.responses = found;
    if (this.input.value.trim()) this.draw();
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
      this.found = answer.conversations.map((row) => ({ text: row.name, detail: row.detail, run: () => this.onOpen(row.id) }));
      this.draw();
    }, PAUSE);
  }

  draw() {
    const wanted = plain(this.input.value.trim());
    const fitting = [...this.commands, ...(wanted ? this.responses : [])].map((command) => ({ command, score: scoreOf(plain(command.text), wanted) })).filter(({ score }) => score >= 0);
    fitting.sort((one, other) => other.score - one.score);
    this.shown = [...fitting.slice(0, wanted ? MOST : 60).map(({ command }) => command), ...this.found];
    this.listbox.replaceChildren(...this.shown.map(optionOf));
    this.empty.hidden = Boolean(this.shown.length);
    this.mark(0);
  }

  mark(at) {
    const options = [...this.listbox.children];
    this.at = options.length ? (at + options.length) % options.length : 0;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    const marked = options[this.at];
    marked?.scrollIntoView({ block: "nearest" });
    if (marked) this.input.setAttribute("aria-activedescendant", marked.id);
    else this.input.removeAttribute("aria-activedescendant");
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
  return nodes.filter((node) => !node.closest("[inert]")).map(commandOf).filter(({ text }) => text && !seen.has(text) && seen.add(text));
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
  if (command.key) option.append(Object.assign(document.createElement("kbd"), { textContent: command.key }));
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
