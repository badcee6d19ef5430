// Search inside the open conversation: the server finds, also in what is not loaded; here one goes from hit to hit.
import { getJson } from "./http.js";
import { fill, gettext } from "./text.js";

const PAUSE = 200;
const MARKS = "found";

export class Inside {
  constructor(thread) {
    this.thread = thread;
    this.box = thread.root.querySelector("#inside");
    this.input = this.box.querySelector("input");
    this.place = this.box.querySelector("[data-place]");
    this.hits = [];
    this.input.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("submit", (event) => event.preventDefault());
    this.box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-hit]");
      if (button) this.acts[button.dataset.hit]();
    });
    this.acts = { older: () => this.step(1), newer: () => this.step(-1), close: () => this.close() };
  }

  open() {
    this.box.hidden = false;
    this.input.focus();
    this.input.select();
  }

  close() {
    this.box.hidden = true;
    this.hits = [];
    this.show();
    this.thread.scroller.focus({ preventScroll: true });
  }

  pressed(event) {
    const act = { Escape: this.acts.close, ArrowUp: this.acts.older, ArrowDown: this.acts.newer }[event.key];
    if (event.key === "Enter" && event.target === this.input) this.step(event.shiftKey ? -1 : 1);
    else if (act) act();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  changed() {
    clearTimeout(this.due);
    this.due = setTimeout(() => this.search(), PAUSE);
  }

  async search() {
    const text = this.input.value.trim(), asked = (this.asked = {});
    const answer = text ? await getJson(`${this.thread.url}/search?${new URLSearchParams({ q: text })}`).catch((error) => ({ hits: [], problem: error.detail })) : { hits: [] };
    if (asked !== this.asked || this.thread.isClosed || this.box.hidden) return;
    Object.assign(this, { hits: answer.hits, isMore: answer.is_more, text, at: 0, problem: answer.problem });
    await this.goTo(0);
  }

  step(by) {
    if (!this.hits.length) return undefined;
    return this.goTo((this.at + by + this.hits.length) % this.hits.length);
  }

  async goTo(at) {
    this.at = at;
    this.show();
    const hit = this.hits[at];
    if (!hit) return;
    if (!(await this.thread.seek(hit.id))) this.place.textContent = gettext("Too far back to be shown here.");
    this.mark();
  }

  show() {
    const { hits, at } = this, count = this.isMore ? `${hits.length}+` : hits.length;
    const none = this.problem || (this.input.value.trim() ? gettext("Nothing found") : "");
    this.place.textContent = hits.length ? fill(gettext("%(at)s of %(count)s"), { at: at + 1, count }) : none;
    for (const button of this.box.querySelectorAll('[data-hit="older"], [data-hit="newer"]')) button.disabled = !hits.length;
    this.mark();
  }

  /** Over the text, not in it: no bubble is changed, and what is drawn anew only loses its colour until the next step. */
  mark() {
    if (!window.Highlight) return;
    const ranges = [];
    for (const hit of this.hits) {
      const words = this.thread.find(hit.id)?.querySelector(".words");
      if (words) ranges.push(...rangesOf(words, hit.words.length ? hit.words : [this.text]));
    }
    CSS.highlights.set(MARKS, new Highlight(...ranges));
  }
}

/** Letter for letter without accents, so that places in one are places in the other. */
const plain = (text) => [...text.normalize("NFC")].map((letter) => (letter.length > 1 ? letter : letter.normalize("NFD")[0].toLowerCase())).join("");

function rangesOf(root, words) {
  const ranges = [], wanted = words.map(plain);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = plain(walker.currentNode.data);
    if (text.length !== walker.currentNode.length) continue;
    for (const word of wanted) {
      for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + word.length)) {
        const range = new Range();
        range.setStart(walker.currentNode, from);
        range.setEnd(walker.currentNode, from + word.length);
        ranges.push(range);
      }
    }
  }
  return ranges;
}
