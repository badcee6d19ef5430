// The "+" menu's forms: what is written becomes a preview as the customer sees it, and is checked before it is sent.
import { read, shapes, write } from "./contents.js";
import { nodesOf, post } from "./http.js";
import { isShortLink, placeIn } from "./maps.js";
import { idsByWords } from "./outbox.js";
import { gettext } from "./text.js";

const PAUSE = 180;

export class Forms {
  constructor(form, { conversation, replyTo, onSent, onRefused }) {
    Object.assign(this, { form, conversation, replyTo, onSent, onRefused });
    this.place = form.querySelector("#forms");
    this.place.addEventListener("input", (event) => this.changed(event.target));
    this.place.addEventListener("click", (event) => this.clicked(event));
    this.place.addEventListener("keydown", (event) => this.pressed(event));
  }

  get draftKey() {
    return `form.${document.body.dataset.user}.${this.conversation}.${this.kind}`;
  }

  /** With its time, so that what nobody comes back to is swept away with other pages' (unfinished.js). */
  get kept() {
    try {
      return JSON.parse(localStorage.getItem(this.draftKey)).values || {};
    } catch {
      return {};
    }
  }

  keep() {
    try {
      localStorage.setItem(this.draftKey, JSON.stringify({ at: Date.now(), values: read(this.fields) }));
    } catch {
      // There is no room: it stays as long as it is open.
    }
  }

  open(kind) {
    const template = document.querySelector(`template[data-form="${kind}"]`);
    Object.assign(this, { kind, type: template.dataset.type, ids: idsByWords(), isAsked: false });
    this.box = document.getElementById("form-frame").content.firstElementChild.cloneNode(true);
    this.fields = this.box.querySelector(".compose-fields");
    this.fields.append(template.content.cloneNode(true));
    this.box.setAttribute("aria-label", template.dataset.title);
    this.box.querySelector("h2").textContent = template.dataset.title;
    write(this.fields, this.kept, addEntry);
    this.place.replaceChildren(this.box);
    this.place.hidden = false;
    this.form.classList.add("is-composing");
    this.showLists();
    this.look();
    this.fields.querySelector("input, textarea").focus();
  }

  close() {
    clearTimeout(this.due);
    this.place.hidden = true;
    this.place.replaceChildren();
    this.form.classList.remove("is-composing");
    this.box = null;
  }

  changed(field) {
    if (field.matches("[data-maps]")) this.findPlace(field);
    field.dataset.begun = "1";
    this.keep();
    this.showCounters();
    clearTimeout(this.due);
    this.due = setTimeout(() => this.look(), PAUSE);
  }

  findPlace(field) {
    const line = this.fields.querySelector("[data-maps-error]"), place = placeIn(field.value);
    line.hidden = !field.value.trim() || Boolean(place);
    line.textContent = isShortLink(field.value)
      ? gettext("A short link does not say where it leads. Open it and copy the long address, or the coordinates.")
      : gettext("No coordinates found in this. Copy the address from the map's page, or the two numbers.");
    if (!place) return;
    for (const [path, value] of Object.entries(place)) {
      const target = this.fields.querySelector(`[data-path="${path}"]`);
      if (value) target.value = value;
      if (value) target.dataset.begun = "1";
    }
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.compose === "close") this.leave();
    else if (button.dataset.compose === "send") this.send(button);
    else if (button.dataset.add) {
      const entry = addEntry(button.parentElement.querySelector(`[data-list="${button.dataset.add}"]`));
      entry.querySelector("input").focus();
      this.showLists();
    } else if ("drop" in button.dataset) {
      const list = button.closest("[data-list]");
      button.closest("[data-entry]").remove();
      this.showLists();
      this.changed(list.querySelector("input"));
      list.querySelector("input").focus();
    }
  }

  pressed(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.leave();
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault(); // the form around this is the message's
      if (event.ctrlKey || event.metaKey) this.send(this.box.querySelector("[data-compose=send]"));
    }
  }

  leave() {
    this.close();
    this.form.querySelector("#words").focus();
  }

  /** The last entry cannot be removed, and none added over the limit. */
  showLists() {
    for (const list of this.fields.querySelectorAll("[data-list]")) {
      const entries = [...list.children];
      for (const entry of entries) [...entry.querySelectorAll("[data-drop]")].find((one) => one.closest("[data-list]") === list).hidden = entries.length < 2;
      const add = list.parentElement.querySelector(`[data-add="${list.dataset.list}"]`);
      if (add) add.hidden = entries.length >= Number(list.dataset.limit);
    }
    this.showCounters();
  }

  showCounters() {
    for (const counter of this.fields.querySelectorAll(".counter")) {
      const most = Number(counter.dataset.most), count = [...counter.closest("label").querySelector("[data-path]").value].length;
      counter.hidden = most > 100 && count < most * 0.8;
      counter.textContent = `${count}/${most}`;
      counter.classList.toggle("is-over", count > most);
    }
  }

  get content() {
    return JSON.stringify(shapes[this.kind](read(this.fields)));
  }

  async look() {
    const asked = (this.asked = {});
    const answer = await post(`/inbox/${this.conversation}/compose/preview`, { type: this.type, content: this.content }).catch(() => null);
    if (!answer || asked !== this.asked || !this.box) return;
    this.box.querySelector("[data-bubble]").replaceChildren(nodesOf(answer.bubble));
    this.showProblems(answer.problems);
  }

  /** Nobody is told off for a field that they have not come to yet. */
  showProblems(problems) {
    const rest = new Map(Object.entries(problems));
    for (const field of this.fields.querySelectorAll("[data-path]")) {
      const place = [...rest.keys()].find((path) => isAt(field.dataset.at, path));
      const text = place !== undefined && (this.isAsked || field.dataset.begun) ? rest.get(place) : "";
      if (place !== undefined) rest.delete(place);
      const line = field.closest(".field").querySelector("[data-error]");
      line.textContent = text;
      line.hidden = !text;
      field.setAttribute("aria-invalid", Boolean(text));
    }
    const line = this.box.querySelector("[data-rest]");
    line.textContent = this.isAsked ? [...rest.values()][0] || "" : "";
    line.hidden = !line.textContent;
  }

  async send(button) {
    button.disabled = true;
    const { box, content, draftKey: key } = this;
    const fields = { type: this.type, content, client_id: this.ids(content), reply_to: this.replyTo() || "" };
    try {
      this.onSent(await post(`/inbox/${this.conversation}/compose`, fields));
      localStorage.removeItem(key);
      if (this.box === box) this.leave();
    } catch (error) {
      if (this.box !== box || !box.isConnected) return void this.onRefused(error, gettext("A message was not sent; it waits in its form."));
      this.isAsked = true;
      await this.look();
      this.fields.querySelector('[aria-invalid="true"]')?.focus();
      const line = this.box.querySelector("[data-rest]");
      if (!this.fields.querySelector('[aria-invalid="true"]')) line.textContent = error.detail;
      line.hidden = !line.textContent;
    } finally {
      button.disabled = false;
    }
  }
}

/** What is missing is told of the object around it, too. */
const isAt = (at, path) => at === path || at?.startsWith(`${path}.`) || path === "";

function addEntry(list) {
  const entry = list.firstElementChild.cloneNode(true);
  for (const more of [...entry.querySelectorAll("[data-list] > [data-entry]:not(:first-child)")]) more.remove();
  for (const field of entry.querySelectorAll("[data-path]")) {
    field.value = "";
    delete field.dataset.begun;
    field.removeAttribute("aria-invalid");
  }
  for (const line of entry.querySelectorAll("[data-error]")) line.hidden = true;
  list.append(entry);
  return entry;
}
