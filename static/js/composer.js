// Where the agent writes: replies and notes, drafts, canned responses, files, templates.
import { Assistant } from "./assist.js";
import { Canned } from "./canned.js";
import { Drafts } from "./drafts.js";
import { takeFiles } from "./dropping.js";
import { Emoji } from "./emoji.js";
import { Forms } from "./forms.js";
import { goOn, untilLeft, writingIn } from "./going_on.js";
import { fit, rewrite, sends } from "./letters.js";
import { Meanwhile } from "./meanwhile.js";
import { Naming } from "./naming.js";
import { Notes } from "./notes.js";
import { Picker } from "./picker.js";
import { Recorder } from "./recorder.js";
import { gettext } from "./text.js";
import { toast } from "./toast.js";
import { Tray, bringBack } from "./tray.js";
import { Typing } from "./typing.js";

const ONLY_NOTES = ["other", "closed"];

export class Composer {
  constructor(root, { conversation, onSend, onFile, onNote, onTyping, onRefused, onSent, open, askedAt }) {
    Object.assign(this, { root, conversation, onSend, onFile, onNote, onTyping, onRefused, onSent, open });
    this.form = root.querySelector("#composer");
    this.field = this.form.querySelector("#words");
    this.letters = this.form.querySelector("#letters");
    this.drafts = new Drafts(conversation, this.form.dataset, { askedAt, onOther: (kind, text) => this.renewDraft(kind, text) });
    this.meanwhile = new Meanwhile(this.form, { onSend: () => this.send() });
    this.canned = new Canned(this.form, this.field, conversation, () => this.changed());
    this.emoji = new Emoji(this.field, { onInsert: () => this.changed() });
    this.naming = new Naming(this.form, this.field, conversation, () => this.changed());
    this.recorder = new Recorder(this.form, {
      conversation,
      onDropped: (found) => toast(gettext("Recording discarded."), { action: gettext("Undo"), onAction: () => bringBack(this.open() || this, found), stays: 10000 }),
      onDone: (found) => this.sendVoice(found),
      onRefused: (error, what) => this.onRefused(error, what),
    });
    this.typing = new Typing(onTyping);
    this.replyTo = null;
    this.notes = new Notes(conversation);
    this.picker = new Picker(this.form, { conversation, isWanted: () => this.kind !== "note", isForced: () => this.mode === "window", onSent, onRefused });
    this.tray = new Tray(this.form, { conversation, onChange: () => this.kind && !this.isClosed && this.trayChanged() });
    this.forms = new Forms(this.form, { conversation, replyTo: () => this.replyTo, onSent: (answer) => this.composed(answer), onRefused });
    this.assistant = new Assistant(this.form, {
      conversation, drafts: this.drafts,
      read: () => (this.kind === "reply" ? this.field.value : ""),
      write: (kind, text) => (kind === "reply" && this.isOnlyNotes ? this.giveBack(text) : this.use(kind, true) || this.type(kind === "note" ? before(this.field.value, text) : text)),
    });
    this.wire();
    this.setMode(root.dataset.mode);
  }

  wire() {
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    untilLeft(this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.target === this.form) this.send();
    });
    // Who sends by touch writes on: the field keeps the focus, and a phone its keyboard.
    this.form.addEventListener("mousedown", (event) => event.target.closest(".send") && event.preventDefault());
    this.form.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.use(tab.dataset.kind, true);
    });
    this.form.querySelector("#file").addEventListener("change", (event) => {
      this.attach([...event.target.files]);
      event.target.value = ""; // the same file may be chosen again
    });
    takeFiles(this.root, { whyNot: () => this.whyNoFiles, onFiles: (files) => this.attach(files) });
  }

  // --- Reply or note ---

  setMode(mode) {
    const before = this.mode, at = writingIn(this.form);
    this.mode = this.root.dataset.mode = mode;
    if (before === mode) return;
    if (before && this.isOnlyNotes && this.isReplying) this.meanwhile.tell(mode);
    if (ONLY_NOTES.includes(before) && !this.isOnlyNotes) this.meanwhile.hide();
    if (this.isOnlyNotes) this.use("note");
    else if (!this.kind || (ONLY_NOTES.includes(before) && !this.isNoting)) this.use("reply");
    if (mode !== "reply") this.forms.close();
    if (mode === "window") this.picker.show();
    else this.picker.fit();
    if (at) goOn(this, at);
  }

  get isOnlyNotes() { return ONLY_NOTES.includes(this.mode); }

  use(wanted, focus = false) {
    const kind = this.isOnlyNotes ? "note" : wanted;
    if (this.kind && this.kind !== kind) this.keepDraft();
    const isOther = this.kind !== kind;
    this.kind = this.form.dataset.kind = kind;
    for (const tab of this.form.querySelectorAll("[role=tab]")) tab.setAttribute("aria-selected", tab.dataset.kind === kind);
    this.picker.fit();
    if (isOther) {
      this.field.value = this.draft;
      this.fit();
    }
    this.trayChanged();
    if (focus) this.focus();
  }

  focus() {
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  /** Where one is in it, for when it is made anew under somebody's hands. */
  get place() {
    const { kind, replyTo, field } = this;
    return { kind, replyTo, caret: document.activeElement === field && [field.selectionStart, field.selectionEnd] };
  }

  resume({ kind, replyTo, caret }) {
    this.use(kind);
    const quoted = this.kind === "reply" && replyTo && this.root.querySelector(`.item[data-id="${replyTo}"]`);
    if (quoted) this.quote(quoted);
    if (!caret) return;
    goOn(this, this.field);
    this.field.focus();
    this.field.setSelectionRange(...caret);
  }

  /** Captions whose files are gone, as after a reload, are words all the same. */
  get draft() {
    const orphans = this.kind === "reply" && !this.tray.entries.length ? this.drafts.captions : "";
    return [orphans, this.drafts.text(this.kind)].filter(Boolean).join("\n");
  }

  keepDraft() {
    this.drafts.keep(this.kind, this.field.value);
    if (this.kind === "reply") this.drafts.keepCaptions(this.tray.words.join("\n"));
  }

  /** Written on another page of the same person's. */
  renewDraft(kind, text) {
    if (kind !== this.kind || this.field.value === text) return;
    rewrite(this.field, text);
    this.fit();
  }

  /** Somebody wrote, or changed something, that this one has not seen while writing. */
  get isReplying() {
    return this.kind === "reply" && Boolean(this.field.value.trim() || this.tray.entries.length);
  }

  /** Somebody is at a note: it does not become an answer under their hands. */
  get isNoting() {
    return this.kind === "note" && (document.activeElement === this.field || Boolean(this.field.value.trim()));
  }

  toldOf(what, place) {
    if (this.isReplying) this.meanwhile.tell(what, place);
  }

  // --- Writing ---

  changed() {
    this.keepDraft();
    this.fit();
    this.canned.look();
    this.naming.look();
    if (this.kind === "reply") this.typing.tell(this.field.value);
  }

  fit() { fit(this.field, this.letters); }

  close() {
    this.typing.stop();
    this.meanwhile.hide();
    this.drafts.close();
    this.isClosed = true;
  }

  pressed(event) {
    if (this.canned.pressed(event) || this.naming.pressed(event)) return;
    // While an input method composes, Enter belongs to it.
    if (event.key === "Enter" && sends(event) && !event.isComposing) {
      event.preventDefault();
      if (!event.repeat) this.send(); // one press is one answer, however long the key is held
    } else if (event.key === "Escape") this.root.querySelector(".scroller").focus({ preventScroll: true });
  }

  send() {
    if (this.kind !== "note" && this.meanwhile.holds()) return;
    const text = this.field.value.trim();
    if (this.kind === "note") return void (text && this.addNote(text));
    const isCaption = Boolean(this.tray.captioned);
    if (isCaption) this.tray.captioned.caption = text;
    const { replyTo } = this, { offered } = this.drafts, files = this.tray.take();
    if (!text && !files.length) return;
    this.clear();
    if (text && !isCaption) this.onSend(text, replyTo, offered);
    files.forEach((entry, index) => this.onFile({ ...entry, offered: isCaption ? offered : "", replyTo: index || (text && !isCaption) ? null : replyTo }));
    this.typing.stop();
  }

  clear() {
    this.field.value = "";
    this.canned.hide();
    this.quote(null);
    this.keepDraft();
    this.fit();
  }

  async addNote(text) {
    this.clear();
    try {
      this.onNote(await this.notes.add(text));
    } catch (error) {
      this.giveBack(text, "note");
      this.onRefused(error, gettext("The note was not saved; it is still in the field."));
    }
  }

  quote(item) {
    if (item && this.isOnlyNotes) return;
    const box = this.form.querySelector("#quoting");
    this.replyTo = item?.dataset.id || null;
    box.hidden = !item;
    if (!item) return;
    this.use("reply", true);
    box.querySelector("b").textContent = item.matches(".incoming") ? gettext("Customer") : gettext("Us");
    box.querySelector(".quote span").textContent = item.querySelector(".words, .file-name, .kind")?.textContent.trim() || gettext("Attachment");
  }

  // --- Files ---

  /** Why none can be sent now; empty when they can. */
  get whyNoFiles() {
    return { window: gettext("The 24-hour window is closed: only templates can be sent."), other: gettext("A colleague has this conversation."), closed: gettext("This conversation is closed.") }[this.mode] || "";
  }

  attach(files) {
    if (!files.length || this.whyNoFiles) return;
    this.use("reply");
    const before = this.tray.captioned;
    this.tray.add(files);
    if (before && !this.tray.captioned && this.field.value.trim()) {
      // What was the caption of the only one stays with it.
      this.tray.setCaption(before, this.field.value);
      this.field.value = "";
      this.changed();
    }
    this.focus();
  }

  composed(answer) {
    this.quote(null);
    this.onSent(answer);
  }

  trayChanged() {
    if (this.kind === "reply" && this.tray.captioned?.caption) {
      this.field.value = this.tray.giveCaption(this.field.value);
      this.fit();
    }
    this.showHint();
    this.keepDraft();
  }

  showHint() {
    const hint = this.tray.captioned ? "caption" : this.tray.good.length ? "before" : "reply";
    this.field.placeholder = this.field.dataset[this.kind === "note" ? "note" : hint];
    this.form.classList.toggle("has-files", this.kind === "reply" && this.tray.entries.length > 0);
  }

  /** What was not sent after all stands before what has been written since: in the field, or in its draft while
   *  something else is in the field, or another conversation is open. */
  giveBack(text, kind = "reply") {
    if (!text?.trim()) return undefined;
    const now = this.open();
    if (now && now !== this) return now.giveBack(text, kind);
    const isKept = kind === "reply" && this.isOnlyNotes;
    if (isKept) this.meanwhile.tell(this.mode);
    const isShown = !this.isClosed && !isKept && (this.kind === kind || (kind === "note" ? !this.field.value.trim() : !this.isNoting));
    if (!isShown) return this.drafts.keep(kind, before(text, this.drafts.text(kind)));
    this.use(kind, true);
    return this.type(before(text, this.field.value));
  }

  type(text) {
    this.field.value = text;
    this.changed();
  }

  sendVoice({ id, file, isKept, length }) {
    this.onFile({ id, file, isKept, length, kind: "audio", isVoice: true, replyTo: this.replyTo });
    this.quote(null);
  }
}

const before = (text, rest) => [text, rest].filter((words) => words.trim()).join("\n");
