// The files that are about to be sent: shown above the field, each with its caption, and what is wrong with it.
import { faultOf, iconOf, kindOf, sizeOf, takesCaption, typeName } from "./files.js";
import { drawIconOf } from "./icons.js";
import { dropFile, keepCaption, keepFile, keptFiles, onGone, tellGone } from "./keeping.js";
import { newId } from "./outbox.js";
import { fill, gettext } from "./text.js";

const SOON = 400;
// They stay with their conversation when another one is opened.
const kept = new Map();
// A reload would lose what the browser could not keep: it asks first.
addEventListener("beforeunload", (event) => {
  if ([...kept.values()].flat().some((entry) => !entry.isKept && !entry.fault)) event.preventDefault();
});
let shown = null;
// The same conversation may be open in another window: what is sent or removed there is gone here, too.
onGone((ids) => {
  for (const entries of kept.values()) {
    const gone = entries.filter((entry) => ids.includes(entry.id));
    if (!gone.length) continue;
    if (shown?.entries === entries) shown.leave(...gone); // at once: the last one's caption is no caption of an only one
    else for (const entry of gone) entries.splice(entries.indexOf(entry), 1);
  }
});

export class Tray {
  constructor(form, { conversation, onChange }) {
    this.box = form.querySelector("#tray");
    this.row = document.getElementById("tray-row").content.firstElementChild;
    this.onChange = onChange;
    this.conversation = conversation;
    const isFirst = !kept.has(conversation);
    if (isFirst) kept.set(conversation, []);
    this.entries = kept.get(conversation);
    this.entries.forEach((entry) => this.box.append(this.draw(entry)));
    this.box.addEventListener("input", (event) => {
      const entry = this.entryOf(event.target);
      entry.caption = event.target.value;
      clearTimeout(entry.saving);
      entry.saving = setTimeout(() => keepCaption(entry), SOON);
      this.onChange();
    });
    this.box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) this.remove(this.entryOf(button));
    });
    shown = this;
    this.show();
    if (isFirst) this.restore();
  }

  /** What was left here by a page that is gone; not what the server has by now. */
  async restore() {
    const isThere = ({ id }) => document.querySelector(`.item[data-client="${CSS.escape(id)}"]:not(.is-pending)`);
    const found = await keptFiles(this.conversation);
    // Somebody may have gone to another conversation and come back meanwhile: another tray shows them then.
    const tray = shown.entries === this.entries ? shown : this;
    for (const one of found) {
      if (isThere(one)) dropFile(one.id);
      else if (!this.entries.some((entry) => entry.id === one.id)) tray.put({ ...one, isKept: true });
    }
    tray.show();
  }

  /** One file takes the field's own words as its caption; several have a caption each. */
  get captioned() {
    const [only, ...more] = this.good;
    return only && !more.length && takesCaption(only.kind) ? only : null;
  }

  get good() {
    return this.entries.filter((entry) => !entry.fault);
  }

  /** Words that belong to files which a reload would lose, for the draft. */
  get words() {
    return this.entries.filter((entry) => !entry.isKept).map((entry) => entry.caption).filter(Boolean);
  }

  entryOf(node) {
    return this.entries[[...this.box.children].indexOf(node.closest(".tray-row"))];
  }

  add(files) {
    const now = Date.now();
    files.forEach((file, index) => this.keep(this.put({ id: newId(), file, caption: "", at: now + index / 1000 })));
    this.show();
    this.box.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  put(values) {
    const { file } = values;
    const entry = { ...values, kind: kindOf(file), fault: faultOf(file), url: URL.createObjectURL(file) };
    this.entries.push(entry);
    this.box.append(this.draw(entry));
    return entry;
  }

  /** What is at fault is not worth it. */
  async keep(entry) {
    if (entry.fault) return;
    entry.isKept = await keepFile(this.conversation, entry);
    if (!this.entries.includes(entry) && !entry.isSent) dropFile(entry.id);
    else if (entry.isKept && entry.caption) keepCaption(entry);
    this.onChange();
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
    this.leave(entry);
    dropFile(entry.id);
    (this.box.querySelectorAll("[data-remove]")[Math.min(index, this.entries.length - 1)] || this.box.closest("form").querySelector("#words")).focus();
  }

  leave(...entries) {
    for (const entry of entries) {
      const index = this.entries.indexOf(entry);
      clearTimeout(entry.saving);
      this.entries.splice(index, 1);
      this.box.children[index].remove();
      URL.revokeObjectURL(entry.url);
    }
    this.show();
  }

  setCaption(entry, text) {
    entry.caption = text;
    keepCaption(entry);
    this.box.children[this.entries.indexOf(entry)].querySelector("textarea").value = text;
  }

  /** The only one's, under `text`, where it may stand already. */
  giveCaption(text) {
    const { captioned } = this, { caption } = captioned;
    this.setCaption(captioned, "");
    return `\n${text}`.endsWith(`\n${caption}`) ? text : [text, caption].filter(Boolean).join("\n");
  }

  /** Those that can be sent, which leave the tray; what is at fault stays with its reason. The browser keeps them until
   * the server has them. */
  take() {
    const { good } = this;
    for (const entry of good) {
      entry.isSent = true;
      keepCaption(entry);
    }
    tellGone(...good.map((entry) => entry.id));
    this.leave(...good);
    return good;
  }
}

/** What was sent or discarded is here again: a recording where it was listened to, unless something stands there by now. */
export function putBack({ tray, recorder }, { file, said, isVoice, length }) {
  const found = { id: newId(), file, at: Date.now() };
  if (isVoice && recorder.isFree) return recorder.restore({ ...found, length: length || 1 });
  const entry = tray.put({ ...found, caption: said || "" });
  return tray.keep(entry);
}

/** The same for one that comes by itself. */
export function bringBack(composer, one) {
  putBack(composer, one);
  composer.tray.show();
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
