// The files that are about to be sent: shown above the field, each with its caption, and what is wrong with it.
import { faultOf, iconOf, kindOf, sizeOf, takesCaption, typeName } from "./files.js";
import { drawIconOf } from "./icons.js";
import { fill, gettext } from "./text.js";

// They stay with their conversation when another one is opened.
const kept = new Map();
// A reload would lose them: the browser asks first.
addEventListener("beforeunload", (event) => [...kept.values()].some((entries) => entries.length) && event.preventDefault());

export class Tray {
  constructor(form, { conversation, onChange }) {
    this.box = form.querySelector("#tray");
    this.row = document.getElementById("tray-row").content.firstElementChild;
    this.onChange = onChange;
    if (!kept.has(conversation)) kept.set(conversation, []);
    this.entries = kept.get(conversation);
    this.entries.forEach((entry) => this.box.append(this.draw(entry)));
    this.box.addEventListener("input", (event) => {
      this.entryOf(event.target).caption = event.target.value;
      this.onChange();
    });
    this.box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) this.remove(this.entryOf(button));
    });
    this.show();
  }

  /** One file takes the field's own words as its caption; several have a caption each. */
  get captioned() {
    const [only, ...more] = this.good;
    return only && !more.length && takesCaption(only.kind) ? only : null;
  }

  get good() {
    return this.entries.filter((entry) => !entry.fault);
  }

  /** Words that belong to files, for the draft. */
  get words() {
    return this.entries.map((entry) => entry.caption).filter(Boolean);
  }

  entryOf(node) {
    return this.entries[[...this.box.children].indexOf(node.closest(".tray-row"))];
  }

  add(files) {
    for (const file of files) {
      const entry = { file, kind: kindOf(file), caption: "", fault: faultOf(file), url: URL.createObjectURL(file) };
      this.entries.push(entry);
      this.box.append(this.draw(entry));
    }
    this.show();
    this.box.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  draw(entry) {
    const row = this.row.cloneNode(true);
    row.querySelector(".file-name").textContent = entry.file.name;
    row.querySelector(".meta").textContent = [typeName(entry.file), sizeOf(entry.file.size)].filter(Boolean).join(" · ");
    row.querySelector("[data-remove] .sr").textContent = fill(gettext("Remove %(name)s"), { name: entry.file.name });
    row.querySelector("textarea").value = entry.caption;
    row.querySelector(".form-error").textContent = entry.fault;
    row.querySelector(".form-error").hidden = !entry.fault;
    row.classList.toggle("is-faulty", Boolean(entry.fault));
    drawPreview(row.querySelector(".tray-thumb"), entry);
    return row;
  }

  show() {
    this.box.hidden = !this.entries.length;
    [...this.box.children].forEach((row, index) => {
      const { kind, fault } = this.entries[index];
      row.querySelector("textarea").hidden = Boolean(this.captioned || fault) || !takesCaption(kind);
    });
    this.onChange();
  }

  remove(entry) {
    const index = this.entries.indexOf(entry);
    this.entries.splice(index, 1);
    this.box.children[index].remove();
    URL.revokeObjectURL(entry.url);
    this.show();
    (this.box.querySelectorAll("[data-remove]")[Math.min(index, this.entries.length - 1)] || this.box.closest("form").querySelector("#words")).focus();
  }

  setCaption(entry, text) {
    entry.caption = text;
    this.box.children[this.entries.indexOf(entry)].querySelector("textarea").value = text;
  }

  /** Those that can be sent, which leave the tray; what is at fault stays with its reason. */
  take() {
    const { good } = this;
    for (const entry of good) {
      const index = this.entries.indexOf(entry);
      this.entries.splice(index, 1);
      this.box.children[index].remove();
      URL.revokeObjectURL(entry.url);
    }
    this.show();
    return good;
  }
}

/** A small picture of it, or the sign of what it is. */
export function drawPreview(place, { file, kind, url }) {
  const isShown = kind === "video" || (kind === "image" && !/heic|heif|tiff/.test(file.type || file.name));
  if (!isShown) return drawIconOf(place, iconOf(file));
  const shown = document.createElement(kind === "image" ? "img" : "video");
  if (kind === "video") Object.assign(shown, { muted: true, preload: "metadata", src: `${url}#t=0.1` });
  else Object.assign(shown, { src: url, alt: "" });
  shown.addEventListener("error", () => shown.remove(), { once: true });
  drawIconOf(place, iconOf(file));
  return place.append(shown);
}
