// A voice note from the browser: the button begins, a strip shows the time, and offers to send or to drop it.
import { gettext } from "./text.js";

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const LONGEST = 15 * 60;

export class Recorder {
  constructor(form, { onDone, onRefused }) {
    Object.assign(this, { form, onDone, onRefused });
    this.strip = form.querySelector("#recording");
    this.clock = this.strip.querySelector("time");
    this.strip.addEventListener("keydown", (event) => event.key === "Escape" && this.end(false));
  }

  async start() {
    if (this.recorder) return;
    if (!navigator.mediaDevices || !window.MediaRecorder) {
      this.onRefused(new Error(), gettext("This browser cannot record here. Recording needs a secure address (https)."));
      return;
    }
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch {
      this.onRefused({ detail: "" }, gettext("The microphone is not available. Allow it in the browser's settings for this site."));
      return;
    }
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.parts = [];
    this.recorder = new MediaRecorder(this.stream, mimeType ? { mimeType } : {});
    this.recorder.addEventListener("dataavailable", (event) => this.parts.push(event.data));
    this.recorder.addEventListener("stop", () => this.stopped());
    this.recorder.start(1000);
    this.since = Date.now();
    this.tick();
    this.timer = setInterval(() => this.tick(), 250);
    this.strip.hidden = false;
    this.strip.querySelector("[data-act=record-send]").focus();
  }

  tick() {
    const seconds = Math.floor((Date.now() - this.since) / 1000);
    this.clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds >= LONGEST) this.end(true);
  }

  /** Sent, or dropped. */
  end(keeps) {
    if (!this.recorder) return;
    this.keeps = keeps;
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }

  stopped() {
    clearInterval(this.timer);
    for (const track of this.stream.getTracks()) track.stop();
    const type = this.recorder.mimeType.split(";")[0];
    this.recorder = null;
    this.strip.hidden = true;
    if (this.keeps) this.onDone(new File(this.parts, `audio.${type.split("/")[1]}`, { type }));
    this.form.querySelector("[data-act=record]").focus();
  }
}
