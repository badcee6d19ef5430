// The emoji beside the field: the last used first, found by words, reached by the arrow keys.
import { FACES, plain } from "./faces.js";
import { language } from "./text.js";

const RECENT = `emoji.${document.body.dataset.user}`, KEPT = 16;
const recent = () => JSON.parse(localStorage.getItem(RECENT) || "[]");
const nameOf = (one) => (language.startsWith("pt") ? one.portuguese : one.english);

export class Emoji {
  constructor(field, { onInsert }) {
    Object.assign(this, { field, onInsert });
    this.box = document.getElementById("emoji");
    this.search = this.box.querySelector("input");
    this.grid = this.box.querySelector("[data-faces]");
    this.nothing = this.box.querySelector("[data-nothing]");
    this.box.addEventListener("beforetoggle", (event) => event.newState === "open" && this.open());
    // Not before: until it has its place it is hidden, and nothing in it takes the focus.
    this.box.addEventListener("toggle", (event) => event.newState === "open" && this.search.focus());
    this.search.addEventListener("input", () => this.draw());
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.grid.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) this.insert(button.textContent);
    });
  }

  open() {
    this.search.value = "";
    this.draw();
  }

  draw() {
    const words = plain(this.search.value.trim()).split(/\s+/);
    const found = FACES.filter(({ key }) => words.every((word) => key.includes(word)));
    if (!this.search.value.trim()) {
      const last = recent();
      found.sort((one, other) => rank(last, one) - rank(last, other));
    }
    this.grid.replaceChildren(...found.map(buttonOf));
    this.nothing.hidden = found.length > 0;
  }

  pressed(event) {
    const buttons = [...this.grid.children];
    const at = buttons.indexOf(document.activeElement);
    if (event.target === this.search) {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        if (buttons[0]) this.insert(buttons[0].textContent);
      } else if (event.key === "ArrowDown") this.go(event, buttons[0]);
      return;
    }
    const across = getComputedStyle(this.grid).gridTemplateColumns.split(" ").length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across };
    if (event.key in steps) this.go(event, buttons[at + steps[event.key]] || (event.key === "ArrowUp" ? this.search : null));
  }

  go(event, node) {
    event.preventDefault();
    node?.focus();
  }

  insert(face) {
    try {
      localStorage.setItem(RECENT, JSON.stringify([face, ...recent().filter((one) => one !== face)].slice(0, KEPT)));
    } catch {
      // There is no room: it is put in all the same.
    }
    this.box.hidePopover();
    const { selectionStart: start, selectionEnd: end } = this.field;
    this.field.focus();
    this.field.setRangeText(face, start, end, "end");
    this.onInsert();
  }
}

const rank = (last, { face }) => (last.includes(face) ? last.indexOf(face) : KEPT);

function buttonOf(one) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "face";
  button.textContent = one.face;
  button.title = nameOf(one);
  button.setAttribute("aria-label", nameOf(one));
  return button;
}
