// Files on their way to the server. They go one after the other in a conversation, also while another one is open;
// each has an id of its own, so that what was interrupted is repeated and still sent once.
import { upload } from "./http.js";
import { dropFile } from "./keeping.js";
import { newId } from "./outbox.js";
import { pause } from "./waiting.js";

const TRIES = 20, HELD = 60000;

export class Uploads {
  constructor({ outbox, onProgress, onAccepted, onRefused }) {
    Object.assign(this, { outbox, onProgress, onAccepted, onRefused });
    this.entries = new Map();
    this.held = new Map(); // what the server holds to be undone, for a while
    this.lines = new Map();
    addEventListener("beforeunload", (event) => this.isBusy && event.preventDefault());
    addEventListener("pagehide", () => this.keepWords());
  }

  /** What is kept stands in the tray again. */
  get isBusy() {
    return [...this.entries.values()].some((entry) => !entry.isKept);
  }

  /** Files that the browser could not keep go with the page; what was written to them becomes a draft. */
  keepWords() {
    for (const { conversation, caption, isKept } of this.entries.values()) {
      if (isKept) continue;
      const key = `draft.${document.body.dataset.user}.${conversation}.reply.captions`;
      if (caption) localStorage.setItem(key, [localStorage.getItem(key), caption].filter(Boolean).join("\n"));
    }
  }

  /** The conversations of those that were refused, or that the browser could not keep. */
  get places() {
    return [...this.entries.values()].map((entry) => entry.conversation);
  }

  of(conversation) {
    return [...this.entries.values()].filter((entry) => entry.conversation === conversation);
  }

  /** Under the id that it had in the tray, so that it is sent once, whatever happens on the way. */
  add(conversation, { id = newId(), file, kind, caption = "", isVoice = false, isKept = false, replyTo = null, offered = "", batch = "", length = 0 }) {
    const entry = { id, conversation, isKept, file, kind, caption, isVoice, replyTo, offered, batch, length, at: Date.now(), share: 0, error: "" };
    entry.url = URL.createObjectURL(file);
    this.entries.set(entry.id, entry);
    document.dispatchEvent(new Event("desk:unsent"));
    this.hand(entry);
    return entry;
  }

  again(id) {
    const entry = this.entries.get(id);
    if (!entry) return;
    Object.assign(entry, { error: "", share: 0 });
    this.hand(entry);
  }

  /** Taken back; what had been written to it is returned. */
  discard(id) {
    const entry = this.entries.get(id);
    if (!entry) return "";
    entry.stop?.abort();
    this.forget(entry);
    return entry.caption;
  }

  hold(entry) {
    this.held.set(entry.id, entry);
    setTimeout(() => this.held.delete(entry.id), HELD);
  }

  forget(entry) {
    if (this.entries.delete(entry.id)) URL.revokeObjectURL(entry.url);
    dropFile(entry.id);
  }

  /** Resolves when all files so far have been handed over, or refused. */
  idle(conversation) {
    return this.lines.get(conversation) || Promise.resolve();
  }

  hand(entry) {
    const { conversation } = entry;
    // What was written before the files goes before them.
    const line = Promise.all([this.idle(conversation), this.outbox.idle(conversation)]);
    this.lines.set(conversation, line.then(() => this.deliver(entry)).catch(reportError));
  }

  async deliver(entry, attempt = 0) {
    if (!this.entries.has(entry.id)) return undefined;
    entry.stop = new AbortController();
    let answer;
    try {
      answer = await upload(`/inbox/${entry.conversation}/files`, fieldsOf(entry), {
        signal: entry.stop.signal,
        onProgress: (share) => this.onProgress(Object.assign(entry, { share })),
      });
    } catch (error) {
      if (!this.entries.has(entry.id)) return undefined;
      if (error.isPassing && attempt < TRIES) {
        await pause(attempt);
        return this.deliver(entry, attempt + 1);
      }
      entry.error = error.detail;
      return this.onRefused(entry, error);
    }
    if (answer.held) this.hold(entry);
    this.forget(entry);
    return this.onAccepted(entry, answer);
  }
}

function fieldsOf(entry) {
  const fields = new FormData();
  const values = { content: entry.caption, client_id: entry.id, reply_to: entry.replyTo || "", offered: entry.offered, batch: entry.batch };
  for (const [name, value] of Object.entries(values)) fields.append(name, value);
  if (entry.isVoice) {
    fields.append("type", "audio");
    fields.append("is_voice", "1");
  }
  fields.append("file", entry.file);
  return fields;
}
