// A voice note from the browser: held on a phone, begun and stopped by clicks elsewhere, listened to before it goes.
import { Level } from "./level.js";
import { dropFile, keepFile, keptRecording } from "./keeping.js";
import { newId } from "./outbox.js";
import { clock, hush, showVoices } from "./player.js";
import { gettext } from "./text.js";

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const LONGEST = 15 * 60, HELD = 250, AWAY = 80;
// What was recorded stays with its conversation when another one is opened, and through a reload.
const kept = new Map(), recording = new Set();
// A reload would lose what the browser could not keep, and what is being recorded: it asks first.
addEventListener("beforeunload", (event) => {
  if (recording.size || [...kept.values()].some((entry) => !entry.isKept)) event.preventDefault();
});

export class Recorder {
  constructor(form, { conversation, onDone, onDropped, onRefused }) {
    Object.assign(this, { form, conversation, onDone, onDropped, onRefused });
    this.strip = form.querySelector("#recording");
    this.button = form.querySelector("[data-act=record]");
    this.clock = this.strip.querySelector(".rec-time");
    this.level = new Level(this.strip.querySelector("canvas"));
    this.strip.addEventListener("keydown", (event) => event.key === "Escape" && this.drop());
    this.button.addEventListener("pointerdown", (event) => event.pointerType === "touch" && this.hold(event));
    this.button.addEventListener("contextmenu", (event) => this.isHeld !== undefined && event.preventDefault());
    if (kept.has(conversation)) this.review();
    else this.look();
  }

  /** Left here by a page that is gone; not what the server has by now, nor what is on its way to it. */
  async look() {
    const found = await keptRecording(this.conversation);
    if (!found || !this.strip.isConnected || this.recorder || this.isAsking || kept.has(this.conversation)) return;
    const item = document.querySelector(`.item[data-client="${CSS.escape(found.id)}"]`);
    if (item) return void (item.matches(".is-pending") || dropFile(found.id));
    kept.set(this.conversation, { ...found, isKept: true, url: URL.createObjectURL(found.file) });
    this.review({ focus: false });
  }

  // --- Holding ---

  hold(down) {
    const end = new AbortController(), { signal } = end;
    this.isHeld = false;
    const timer = setTimeout(() => {
      this.isHeld = true;
      this.strip.classList.add("is-held");
      this.start();
    }, HELD);
    const over = (isAway) => {
      clearTimeout(timer);
      end.abort();
      this.strip.classList.remove("is-held");
      // Asked for the microphone meanwhile: it goes on without the finger.
      if (this.isHeld && this.recorder) isAway ? this.drop() : this.stop();
      setTimeout(() => delete this.isHeld, 400); // the click that follows is no second wish
    };
    document.addEventListener("pointermove", (event) => event.pointerId === down.pointerId && down.clientX - event.clientX > AWAY && over(true), { signal });
    document.addEventListener("pointerup", (event) => event.pointerId === down.pointerId && over(false), { signal });
    document.addEventListener("pointercancel", (event) => event.pointerId === down.pointerId && over(false), { signal });
  }

  get isFree() {
    return !this.recorder && !this.isAsking && !kept.has(this.conversation);
  }

  clicked() {
    if (!this.isHeld) this.start();
  }

  // --- Recording ---

  async start() {
    if (this.recorder || this.isAsking) return undefined;
    if (kept.has(this.conversation)) return this.review();
    this.isAsking = true;
    hush();
    try {
      if (!navigator.mediaDevices || !window.MediaRecorder) throw new DOMException("", "SecurityError");
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
    } catch (error) {
      return void this.onRefused({ detail: "" }, reasonOf(error));
    } finally {
      this.isAsking = false;
    }
    if (!this.strip.isConnected) return void this.release();
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.parts = [];
    this.recorder = new MediaRecorder(this.stream, mimeType ? { mimeType } : {});
    this.recorder.addEventListener("dataavailable", (event) => this.parts.push(event.data));
    this.recorder.addEventListener("stop", () => this.stopped());
    this.recorder.start(1000);
    recording.add(this);
    Object.assign(this, { since: Date.now(), then: "review", length: null });
    this.level.follow(this.stream);
    this.tick();
    this.timer = setInterval(() => this.tick(), 250);
    this.show("recording");
    this.strip.querySelector("[data-act=record-stop]").focus();
    return undefined;
  }

  get seconds() {
    return (Date.now() - this.since) / 1000;
  }

  tick() {
    this.clock.textContent = clock(this.seconds);
    if (this.seconds >= LONGEST) this.stop();
  }

  stop(then = "review") {
    if (!this.recorder) return;
    this.then = then;
    this.length = this.seconds;
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }

  release() {
    for (const track of this.stream.getTracks()) track.stop();
  }

  /** Also by itself, when the microphone goes away. */
  stopped() {
    this.length ??= this.seconds;
    clearInterval(this.timer);
    this.level.stop();
    this.release();
    const type = this.recorder.mimeType.split(";")[0];
    this.recorder = null;
    recording.delete(this);
    const file = new File(this.parts, `audio.${type.split("/")[1]}`, { type });
    this.keep({ id: newId(), file, length: this.length, at: Date.now() });
    if (!this.strip.isConnected) return;
    if (this.then === "send") this.send();
    else if (this.then === "drop") this.drop();
    else this.review();
  }

  // --- What was recorded ---

  keep(found) {
    const entry = { ...found, isKept: false, url: URL.createObjectURL(found.file) };
    kept.set(this.conversation, entry);
    keepFile(this.conversation, entry).then((isKept) => (entry.isKept = isKept));
  }

  get hasFocus() {
    const { activeElement: at } = document;
    return at === document.body || at === this.button || this.strip.contains(at);
  }

  /** It takes the focus from nobody who is busy elsewhere: the next key would send it. */
  review({ focus = this.hasFocus } = {}) {
    const { url, length } = kept.get(this.conversation);
    const box = this.strip.querySelector(".voice");
    Object.assign(box.dataset, { src: url, length });
    showVoices(this.strip);
    this.show("review");
    if (focus) this.strip.querySelector("[data-act=record-send]").focus();
  }

  send() {
    if (this.recorder) return this.stop("send");
    const found = this.take();
    if (found) this.onDone(found);
    return undefined;
  }

  drop() {
    if (this.recorder) return this.stop("drop");
    const found = this.take();
    if (found) dropFile(found.id);
    if (found && found.length > 1) this.onDropped({ ...found, isVoice: true });
    return undefined;
  }

  restore(found) {
    this.keep(found);
    if (this.strip.isConnected) this.review();
  }

  take() {
    const found = kept.get(this.conversation);
    hush();
    kept.delete(this.conversation);
    if (found) URL.revokeObjectURL(found.url);
    this.show(null);
    this.button.focus();
    return found;
  }

  show(state) {
    this.strip.hidden = !state;
    this.strip.dataset.state = state || "";
    this.form.classList.toggle("is-recording", Boolean(state));
  }

  /** Another conversation is opened: the recording ends, and waits here. */
  leave() {
    this.stop();
  }
}

function reasonOf({ name }) {
  if (!window.isSecureContext || name === "SecurityError") return gettext("This browser cannot record here. Recording needs a secure address (https).");
  if (name === "NotAllowedError") return gettext("The microphone is blocked for this site. Press the icon to the left of the address, allow the microphone, and try again.");
  if (name === "NotFoundError" || name === "OverconstrainedError") return gettext("No microphone was found. Connect one and try again.");
  return gettext("The microphone could not be opened; another program may be using it. Close that and try again.");
}
