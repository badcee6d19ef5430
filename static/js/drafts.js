// What is being written, kept here at every letter and on the server a moment later: it is there after a reload, on
// another machine, and after signing in again. Whoever writes names the version that they wrote over, so that a late or
// an old page overwrites nothing newer: it joins what it has to that.
import { post } from "./http.js";
import { newId } from "./outbox.js";

const SOON = 800, AGAIN = 4000;

export class Drafts {
  constructor(conversation, served, { onOther }) {
    Object.assign(this, { conversation, onOther });
    this.timers = {};
    this.busy = {};
    for (const kind of ["reply", "note"]) this.begin(kind, served[`${kind}Draft`], served[`${kind}Version`]);
    this.leaving = () => document.hidden && this.flush();
    document.addEventListener("visibilitychange", this.leaving);
  }

  /** What is unsaved here against what the server has. */
  begin(kind, text, version) {
    if (!this.isUnsaved(kind)) this.set(kind, text);
    else {
      if (this.get(kind, "base") !== version) this.set(kind, joined(this.text(kind), text));
      this.saveSoon(kind);
    }
    this.put(kind, "base", version);
  }

  key(kind, what) {
    return ["draft", document.body.dataset.user, this.conversation, kind, what].filter(Boolean).join(".");
  }

  get(kind, what = "") { return localStorage.getItem(this.key(kind, what)) || ""; }

  /** What is there already is not written again: every writing goes to another process. */
  put(kind, what, value) {
    if (value === this.get(kind, what)) return;
    if (value) localStorage.setItem(this.key(kind, what), value);
    else localStorage.removeItem(this.key(kind, what));
  }

  text(kind) { return this.get(kind); }

  set(kind, text) {
    this.put(kind, "", text.trim() ? text : "");
    if (kind === "reply" && !text.trim()) this.put("reply", "offered", "");
  }

  /** Which of the assistant's drafts the reply is made of; whoever empties the field begins anew. */
  get offered() { return this.get("reply", "offered"); }
  addOffered(id) { this.put("reply", "offered", [this.offered, id].filter(Boolean).join(",")); }

  isUnsaved(kind) { return this.get(kind, "unsaved") === "1"; }

  get captions() { return this.get("reply", "captions"); }
  keepCaptions(words) { this.put("reply", "captions", words.trim() ? words : ""); }

  keep(kind, text) {
    if (this.text(kind) === (text.trim() ? text : "")) return;
    this.set(kind, text);
    this.put(kind, "unsaved", "1");
    this.saveSoon(kind, text ? SOON : 0);
  }

  saveSoon(kind, pause = SOON) {
    clearTimeout(this.timers[kind]);
    this.timers[kind] = setTimeout(() => this.save(kind), pause);
  }

  /** The page is put away, or another conversation opened. */
  flush() {
    for (const kind of ["reply", "note"]) if (this.isUnsaved(kind)) this.save(kind);
  }

  close() {
    document.removeEventListener("visibilitychange", this.leaving);
    this.flush();
    this.isClosed = true;
  }

  async save(kind) {
    clearTimeout(this.timers[kind]);
    if (this.busy[kind]) return (this.busy[kind] = "again");
    this.busy[kind] = "once";
    const text = this.text(kind), version = newId();
    try {
      const answer = await post(`/inbox/${this.conversation}/draft`, { kind, content: text, base: this.get(kind, "base"), version });
      if (answer.is_kept) this.saved(kind, text, version);
      else this.meet(kind, answer);
    } catch (error) {
      if (error.isPassing && !this.isClosed) this.saveSoon(kind, AGAIN);
    }
    const again = this.busy[kind] === "again";
    this.busy[kind] = "";
    if (again && this.isUnsaved(kind)) this.save(kind);
    return undefined;
  }

  saved(kind, text, version) {
    this.put(kind, "base", text ? version : "");
    if (this.text(kind) === text) this.put(kind, "unsaved", "");
    else this.saveSoon(kind);
  }

  /** Another page has written meanwhile. Nothing of either is lost. */
  meet(kind, { text, version }) {
    this.put(kind, "base", version);
    const own = this.text(kind);
    if (!own) {
      this.set(kind, text);
      this.put(kind, "unsaved", "");
    } else {
      this.set(kind, joined(own, text));
      this.saveSoon(kind);
    }
    if (!this.isClosed) this.onOther(kind, this.text(kind));
  }

  /** Told over the socket: what is not being written on here is renewed. */
  changed({ kind, text, version }) {
    if (this.isUnsaved(kind) || this.busy[kind] || this.get(kind, "base") === version) return;
    this.put(kind, "base", version);
    this.set(kind, text);
    this.onOther(kind, this.text(kind));
  }
}

function joined(own, other) {
  if (!other.trim() || own.includes(other.trim())) return own;
  return other.includes(own.trim()) ? other : `${other}\n${own}`;
}
