// What was sent and is held for some seconds, as its author chose (`data-undo_send`): how long still, and undoing it. The
// server alone decides whether it has gone; here it is only asked, and what it gives back is put where it was written.
import { arrange } from "./arrange.js";
import { nodesOf, post } from "./http.js";
import { keyOf } from "./keys.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";
import { bringBack, putBack } from "./tray.js";

const STEP = 500, FRESH = 2000, PATIENCE = 1000, LONGEST = 8000, SPARE = 2000;
const onItsWay = new Set();
// What is being had back is nowhere else: a reload asks first.
addEventListener("beforeunload", (event) => onItsWay.size && event.preventDefault());
const say = (text) => (document.getElementById("announcer").textContent = text);

export class Undoing {
  constructor(desk) {
    this.desk = desk;
    this.undone = new Set();
    this.underWay = new Set();
    setInterval(() => this.count(), STEP);
    document.addEventListener("keydown", (event) => this.pressed(event), { capture: true });
  }

  get column() { return this.desk.thread?.column; }
  get shown() { return [...(this.column?.querySelectorAll(".is-held") || [])]; }

  count() {
    for (const item of this.shown) {
      item.goesAt ??= performance.now() + item.dataset.left * 1000;
      const seconds = Math.ceil((item.goesAt - performance.now()) / 1000);
      const text = seconds > 0 ? fill(gettext("Goes out in %(seconds)s s"), { seconds }) : gettext("Going out…");
      const place = item.querySelector(".left");
      if (place.textContent !== text) place.textContent = text;
    }
  }

  /** Just accepted: in place of its pending bubble. Without one it was undone before it came. */
  accepted(client, html) {
    const [item] = nodesOf(html).querySelectorAll(".item");
    if (!item) return this.remove(client);
    this.put(item);
    return say([fill(gettext("Goes out in %(seconds)s s"), { seconds: item.dataset.left }), `${gettext("Undo")}: ${keyOf("undo") || "Ctrl+Z"}`].join(". "));
  }

  /** All that is held here, as the server has it: some may have been undone on another page. */
  draw(html) {
    const items = [...nodesOf(html).querySelectorAll(".item")];
    const there = new Set(items.map((item) => item.dataset.client));
    for (const item of this.shown) if (!there.has(item.dataset.client) && !this.isFresh(item)) item.remove();
    for (const item of items) this.put(item);
  }

  /** The answer may have been made before it was there; it is asked for once more. */
  isFresh(item) {
    const isFresh = performance.now() - item.putAt < FRESH;
    if (isFresh) setTimeout(() => this.desk.thread?.sync(), FRESH);
    return isFresh;
  }

  put(item) {
    const { thread } = this.desk, { client } = item.dataset;
    const present = thread.column.querySelector(`.item[data-client="${CSS.escape(client)}"]`);
    // It has gone, or is shown already.
    if (this.undone.has(client) || (present && !present.matches(".is-pending:not(.is-held)"))) return;
    if (present) present.replaceWith(item);
    else thread.column.append(item);
    item.putAt = performance.now();
    arrange(thread.column);
    this.count();
    if (thread.isAtEnd) thread.toEnd();
  }

  remove(client) {
    this.desk.thread?.pending(client)?.remove();
    if (this.column) arrange(this.column);
  }

  // --- Undoing ---

  /** Ctrl+Z where nothing is written takes back what was sent last. */
  pressed(event) {
    const isMeant = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && !event.repeat && event.key.toLowerCase() === "z";
    const { composer } = this.desk;
    if (!isMeant || !composer || event.target !== composer.field || composer.field.value || composer.tray.entries.length) return;
    if (this.undoLast()) event.preventDefault();
  }

  undoLast() {
    const isOn = document.body.dataset.undo_send !== "0";
    const items = [...(this.column?.querySelectorAll(".is-pending:not(.is-refused)") || [])];
    const last = items.findLast((item) => (isOn || item.matches(".is-held")) && !this.underWay.has(item.dataset.client));
    if (last) this.undo(last);
    return Boolean(last);
  }

  /** All that was sent by the same press. What is still on its way to the server is stopped there. */
  async undo(item) {
    const { desk } = this, { id, outbox, uploads } = desk, { batch } = item.dataset;
    const ofPress = [...this.column.querySelectorAll(".is-pending")].filter((one) => one === item || (batch && one.dataset.batch === batch));
    const items = ofPress.filter((one) => !this.underWay.has(one.dataset.client));
    if (!items.length) return;
    const clients = items.map((one) => one.dataset.client), button = item.querySelector("[data-act=undo]");
    for (const client of clients) this.underWay.add(client);
    if (button) button.disabled = true;
    try {
      const sent = await Promise.all(items.map((one) => this.look(one, outbox.of(id), uploads)));
      const fields = new FormData();
      for (const client of clients) fields.append("client", client);
      const answer = await post(`/inbox/${id}/undo`, fields);
      await this.back(id, sent, answer);
    } catch (error) {
      toast(error.detail || gettext("That did not work. Try again."));
      if (button) button.disabled = false;
    } finally {
      for (const client of clients) this.underWay.delete(client);
    }
  }

  /** What the page knows of it. A file that only the server has is on its way: `coming`. */
  async look(item, entries, uploads) {
    const { client, file: url, name, mime, voice } = item.dataset;
    const entry = entries.find((one) => one.id === client) || uploads.entries.get(client) || uploads.held.get(client);
    if (entry) return { client, said: entry.content ?? entry.caption, reply_to: entry.replyTo, offered: entry.offered, ...pick(entry) };
    if (!url) return { client };
    const left = (item.goesAt || 0) - performance.now() - SPARE;
    const { bytes } = await begun(url, Math.min(LONGEST, Math.max(PATIENCE, left)));
    const coming = bytes.then((found) => found && new File([found], name, { type: mime }));
    onItsWay.add(coming);
    coming.finally(() => onItsWay.delete(coming));
    return { client, coming, isVoice: Boolean(voice), length: 1 };
  }

  async back(id, sent, answer) {
    const { desk } = this, gone = new Set(answer.gone);
    const told = new Map(answer.undone.map((one) => [one.client, one]));
    const back = sent.filter(({ client }) => !gone.has(client)).map((one) => ({ ...one, ...told.get(one.client) }));
    for (const { client } of back) {
      this.undone.add(client);
      desk.outbox.discard(client);
      desk.uploads.discard(client);
      this.remove(client);
    }
    if (gone.size) toast(back.length ? gettext("A part of it had gone out already. The rest is back in the field.") : gettext("It had gone out already."));
    desk.thread?.sync();
    if (!back.length) return;
    await Promise.all(back.map(async (one) => one.coming && (one.file = await soon(one.coming))));
    if (desk.id !== id) await desk.open(id);
    if (desk.id !== id) return;
    restore(desk, back, answer);
    say(gettext("Undone. It is back in the field."));
    for (const one of back) if (one.coming && !one.file) awaitFile(desk.composer, one);
  }
}

/** Once its answer has begun it comes whole, though the server drops the file then. It may be the only copy: whoever waits
 *  for it waits as long as it can still be undone. */
async function begun(url, patience) {
  const late = new AbortController(), timer = setTimeout(() => late.abort(), patience);
  const answer = await fetch(url, { signal: late.signal }).catch(() => null);
  clearTimeout(timer);
  return { bytes: answer?.ok ? answer.blob().catch(() => null) : Promise.resolve(null) }; // what else came is not the file
}

/** Null: it cannot be had; undefined: it takes its time. */
const soon = (coming) => Promise.race([coming, new Promise((done) => setTimeout(done, PATIENCE))]);

/** Its words are back already. */
async function awaitFile(composer, { file: found, coming, isVoice, length }) {
  if (found === undefined) toast(gettext("The file is back as soon as it has been loaded."));
  const file = await coming;
  if (file) bringBack(composer.open() || composer, { file, isVoice, length });
  else toast(gettext("The file could not be had back: attach it again."), { stays: 12000 });
}

const pick = ({ file = null, isVoice = false, length = 1 }) => ({ file, isVoice, length });

/** As it was; over what has been written since, which stays. What the draft has brought before may have been sent again by
 *  now, or emptied. */
function restore({ composer, thread }, back, { draft, offered, undone }) {
  const isThere = draft && composer.drafts.had.has(draft.version);
  const there = new Set(isThere ? undone.filter(({ type }) => type === "text").map(({ client }) => client) : []);
  composer.use("reply", true);
  if (draft && !isThere) composer.drafts.put("reply", "base", draft.version);
  putOver(composer, back.filter((one) => !one.file && !there.has(one.client)).map((one) => one.said).filter(Boolean).join("\n"));
  for (const one of back) if (one.file) putBack(composer, one);
  const { captioned } = composer.tray, caption = captioned?.caption;
  if (caption) {
    composer.tray.setCaption(captioned, "");
    putOver(composer, caption);
  }
  composer.tray.show();
  for (const one of [...offered, ...back.map((other) => other.offered)].filter(Boolean)) composer.drafts.addOffered(one);
  const quoted = back.map((one) => one.reply_to && thread.find(one.reply_to)).find(Boolean);
  if (quoted && !composer.replyTo) composer.quote(quoted);
  composer.focus();
}

/** The server has put it into the draft, too, which may have come first. */
function putOver(composer, text) {
  const present = composer.kind === "reply" ? composer.field.value : composer.drafts.text("reply");
  if (text && present !== text && !present.startsWith(`${text}\n`)) composer.giveBack(text);
}
