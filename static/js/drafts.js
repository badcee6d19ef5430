// What is being written, kept here at every letter and on the server a moment later: it is there after a reload, on
// another machine, and after signing in again. Whoever writes names the version that they wrote over, so that a late or
// an old page overwrites nothing newer: it joins what it has to that.
import { post } from "./http.js";
import { newId } from "./outbox.js";

const SOON = 800, AGAIN = 4000, MOST_TRIED = 8;
const KINDS = ["reply", "note"];
// When the server last told of one: a page that was asked for before that may show an older one.
const settled = new Map();
// What the browser has no room for is kept as long as the page, and on the server.
const unkept = new Map();

export class Drafts {
  constructor(conversation, served, { askedAt = 0, onOther }) {
    Object.assign(this, { conversation, onOther });
    this.timers = {};
    this.busy = {};
    this.shown = {};
    this.overtaken = new Set();
    this.had = new Set(); // versions that the server told of, and that stood here
    for (const kind of KINDS) {
      this.begin(kind, served[`${kind}Draft`], served[`${kind}Version`], askedAt);
      this.shown[kind] = this.text(kind);
    }
    this.leaving = () => (document.hidden ? this.flush() : this.look());
    this.written = ({ key }) => key?.startsWith(`${this.key()}.`) && this.look();
    document.addEventListener("visibilitychange", this.leaving);
    addEventListener("storage", this.written);
  }

  /** What is unsaved here against what the server has. */
  begin(kind, text, version, askedAt) {
    const isOld = settled.get(this.key(kind)) > askedAt;
    if (this.isUnsaved(kind)) {
      // Of a page that was gone before it was answered: what is here is newer.
      if (!isOld && !this.isOwn(kind, version) && this.get(kind, "base") !== version) this.set(kind, joined(this.text(kind), text));
      this.saveSoon(kind);
    } else if (!isOld) this.adopt(kind, text);
    if (!isOld) this.put(kind, "base", version);
  }

  key(kind, what) {
    return ["draft", document.body.dataset.user, this.conversation, kind, what].filter(Boolean).join(".");
  }

  get(kind, what = "") {
    const key = this.key(kind, what);
    return unkept.get(key) ?? localStorage.getItem(key) ?? "";
  }

  /** What is there already is not written again: every writing goes to another process. */
  put(kind, what, value) {
    if (value === this.get(kind, what)) return;
    const key = this.key(kind, what);
    unkept.delete(key);
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch {
      unkept.set(key, value);
    }
  }

  text(kind) { return this.get(kind); }

  set(kind, text) {
    this.put(kind, "", text.trim() ? text : "");
    if (kind === "reply" && !text.trim()) this.put("reply", "offered", "");
  }

  /** What the server has takes its place: none of our own versions is older than that. */
  adopt(kind, text) {
    if ((text.trim() ? text : "") !== this.text(kind)) this.put(kind, "tried", "");
    this.set(kind, text);
  }

  /** Which of the assistant's drafts the reply is made of; whoever empties the field begins anew. */
  get offered() { return this.get("reply", "offered"); }
  addOffered(id) { this.put("reply", "offered", [this.offered, id].filter(Boolean).join(",")); }

  tried(kind) { return this.get(kind, "tried").split(","); }
  /** Came here by another way while this was on its way, as by an undoing. */
  isKnown(kind, version) { return Boolean(version) && this.get(kind, "base") === version; }
  isOwn(kind, version) { return Boolean(version) && this.tried(kind).includes(version); }

  isUnsaved(kind) { return this.get(kind, "unsaved") === "1"; }

  get captions() { return this.get("reply", "captions"); }
  keepCaptions(words) { this.put("reply", "captions", words.trim() ? words : ""); }

  keep(kind, text) {
    if (this.text(kind) === (text.trim() ? text : "")) return;
    this.set(kind, text);
    this.shown[kind] = this.text(kind);
    this.put(kind, "unsaved", "1");
    this.saveSoon(kind, text ? SOON : 0);
  }

  /** Written in another window of this browser, or told by the server: the field follows. */
  look() {
    for (const kind of KINDS) {
      const text = this.text(kind);
      if (this.isClosed || text === this.shown[kind]) continue;
      this.shown[kind] = text;
      this.onOther(kind, text);
    }
  }

  saveSoon(kind, pause = SOON) {
    clearTimeout(this.timers[kind]);
    this.timers[kind] = setTimeout(() => this.save(kind), pause);
  }

  /** The page is put away, or another conversation opened. */
  flush() {
    for (const kind of KINDS) if (this.isUnsaved(kind)) this.save(kind);
  }

  close() {
    document.removeEventListener("visibilitychange", this.leaving);
    removeEventListener("storage", this.written);
    this.flush();
    this.isClosed = true;
  }

  async save(kind) {
    clearTimeout(this.timers[kind]);
    if (this.busy[kind]) return (this.busy[kind] = "again");
    this.busy[kind] = "once";
    const text = this.text(kind), version = newId(), tried = this.tried(kind);
    this.put(kind, "tried", [...tried, version].filter(Boolean).slice(-MOST_TRIED).join(","));
    try {
      const fields = { kind, content: text, base: this.get(kind, "base"), version };
      const answer = await post(`/inbox/${this.conversation}/draft`, fields, { keepalive: true }); // the page may be closing
      settled.set(this.key(kind), performance.now());
      if (answer.is_kept) this.saved(kind, text, version);
      else if (this.isOwn(kind, answer.version) || this.isKnown(kind, answer.version)) this.overtake(kind, answer.version);
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

  /** It is our own of before, whose answer was lost or is still on its way: not to be brought back after it was sent. */
  overtake(kind, version) {
    this.put(kind, "base", version);
    this.saveSoon(kind, 0);
  }

  /** Another page has written meanwhile. Nothing of either is lost. */
  meet(kind, { text, version }) {
    this.put(kind, "base", version);
    const own = this.text(kind);
    if (!own) {
      this.adopt(kind, text);
      this.put(kind, "unsaved", "");
    } else {
      this.set(kind, joined(own, text));
      this.saveSoon(kind);
    }
    this.look();
  }

  /** Told over the socket: what is not being written on here is renewed. One of our own that another has followed came
   *  late, by a page that was gone: what is here is newer. */
  changed({ kind, text, version }) {
    if (this.isUnsaved(kind) || this.busy[kind]) return;
    settled.set(this.key(kind), performance.now());
    if (text !== this.text(kind) && this.isOwn(kind, version) && !this.overtaken.has(version)) {
      this.overtaken.add(version); // once: two windows would go on for ever
      this.put(kind, "unsaved", "1");
      return void this.overtake(kind, version);
    }
    if (this.get(kind, "base") !== version) {
      this.put(kind, "base", version);
      this.adopt(kind, text);
      this.had.add(version);
    }
    this.look();
  }
}

function joined(own, other) {
  if (!other.trim() || own.includes(other.trim())) return own;
  return other.includes(own.trim()) ? other : `${other}\n${own}`;
}
