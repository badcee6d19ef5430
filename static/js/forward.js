// Forwarding a message: one of the open conversations is chosen by its customer's name, and gets it as a new message.
import { markOption } from "./focus.js";
import { getJson, post } from "./http.js";
import { newId } from "./outbox.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";

const PAUSE = 150;

export class Forward {
  constructor(desk) {
    this.desk = desk;
    this.dialog = document.getElementById("forward");
    this.input = document.getElementById("forward-input");
    this.listbox = document.getElementById("forward-list");
    this.empty = document.getElementById("forward-empty");
    this.line = document.getElementById("forward-error");
    this.asked = 0;
    document.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-act=forward]");
      if (button) this.open(button);
    });
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.isFound = false;
      this.timer = setTimeout(() => this.look(), PAUSE);
    });
    this.dialog.addEventListener("keydown", (event) => this.pressed(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.listbox.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.send(this.shown[Number(option.dataset.at)]);
    });
  }

  open(button) {
    // One id for whatever is tried while the dialog is open: an answer that was lost sends nothing again.
    Object.assign(this, { message: button.dataset.value, id: newId(), to: null, shown: [], isFound: false, opening: {}, source: this.desk.id });
    const words = button.closest(".item").querySelector(".words, .file-name")?.textContent.trim();
    document.getElementById("forward-what").textContent = words || gettext("A file");
    this.input.value = "";
    this.line.hidden = true;
    this.draw();
    this.empty.hidden = true;
    this.dialog.showModal();
    this.look();
  }

  async look() {
    const asked = ++this.asked, query = new URLSearchParams({ q: this.input.value.trim() });
    const answer = await getJson(`/inbox/${this.source}/forward?${query}`).catch((error) => void (asked === this.asked && this.refuse(error)));
    if (!answer || asked !== this.asked) return;
    this.shown = answer.conversations;
    this.isFound = true;
    this.draw();
  }

  draw() {
    this.listbox.replaceChildren(...this.shown.map(optionOf));
    this.empty.hidden = Boolean(this.shown.length);
    this.mark(0);
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
    else if (event.key === "Enter") this.isFound && !event.repeat && this.send(this.shown[this.at]); // else they are those of other words
    else return;
    event.preventDefault();
  }

  async send(target) {
    // Closed meanwhile, the dialog may be open for another message when the answer comes.
    const { message, opening } = this, isLeft = () => opening !== this.opening || !this.dialog.open;
    if (!target || opening.isSending) return;
    opening.isSending = true;
    this.line.hidden = true;
    // Another target is another message.
    if (this.to && this.to !== target.id) this.id = newId();
    this.to = target.id;
    try {
      await post(`/inbox/messages/${message}/forward`, { to: target.id, client_id: this.id });
      if (!isLeft()) this.dialog.close();
      this.desk.list.touch(target.id);
      toast(fill(gettext("Forwarded to %(name)s."), target), { action: gettext("Show"), onAction: () => this.desk.open(target.id) });
    } catch (error) {
      if (isLeft()) toast(`${fill(gettext("Not forwarded to %(name)s."), target)} ${error.detail}`, { stays: 20000 });
      else this.refuse(error);
    }
    opening.isSending = false;
  }

  refuse(error) {
    this.line.textContent = error.detail;
    this.line.hidden = false;
  }
}

function optionOf(target, at) {
  const option = document.createElement("li");
  Object.assign(option, { id: `forward-${at}`, role: "option" });
  option.dataset.at = at;
  option.append(Object.assign(document.createElement("span"), { textContent: target.name, className: "palette-text" }));
  const detail = target.is_window_open ? target.detail : gettext("window closed");
  option.append(Object.assign(document.createElement("small"), { textContent: detail, className: target.is_window_open ? "muted" : "warn-text" }));
  return option;
}
