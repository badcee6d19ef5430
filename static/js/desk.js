// The open conversation with all around it: pane, composer, commands.
import { Composer } from "./composer.js";
import { getText, nodesOf, post } from "./http.js";
import { htmx } from "./hx.js";
import { showChosen } from "./keys.js";
import { Later } from "./later.js";
import { Inside } from "./inside.js";
import { Panel } from "./panel.js";
import { paneOf, wirePanes } from "./panes.js";
import { clockTime, tickTimes } from "./time.js";
import { Thread } from "./thread.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";
import { arrange } from "./arrange.js";
import { pendingFile, showProgress, showRefused } from "./pending.js";

const UNDO = 10000, SLOW = 60;
const HELD = ":scope > :not(.thread), .thread > :not([data-part=header]), .who, .head-acts";

export class Desk {
  constructor({ list, outbox, uploads, socket }) {
    Object.assign(this, { list, outbox, uploads, socket });
    this.place = document.getElementById("workspace");
    this.opening = 0;
    this.panel = new Panel(this);
    addEventListener("popstate", (event) => this.show(event.state?.conversation || idInAddress()));
    wirePanes(list.cards, { isOpen: (id) => id === this.id });
    if (this.place.querySelector(".thread")) this.mount();
  }

  get id() { return this.thread?.id; }

  /** Of the moment before the pane was made. */
  get mark() { return this.thread?.root.dataset.mark; }

  /** Others see who has the conversation before their eyes. */
  look() {
    this.socket()?.view(document.hidden ? null : this.id || null);
  }

  open(id, { focus = false } = {}) {
    if (id !== this.id) history.pushState({ conversation: id }, "", this.list.url(id));
    return this.show(id, { focus });
  }

  async show(id, { focus = false } = {}) {
    const opening = ++this.opening;
    this.list.select(id);
    document.body.dataset.view = id ? "thread" : "list";
    if (!id) return this.unmount(document.getElementById("nothing").content.cloneNode(true));
    if (id === this.id) return this.arrived();
    this.await(id);
    try {
      const { html, isEarly } = await paneOf(id);
      if (opening !== this.opening) return undefined;
      this.unmount(nodesOf(html));
      this.mount();
      if (isEarly && !this.socket()?.isOpen) this.thread.sync();
      if (focus) this.composer.focus();
      if (this.wanted) this.composer.use(this.wanted, true);
    } catch (error) {
      if (opening !== this.opening) return undefined;
      this.arrived();
      this.list.select(this.id);
      document.body.dataset.view = this.id ? "thread" : "list";
      toast(error.status === 404 ? gettext("You can no longer see this conversation.") : error.detail);
      if (error.status === 404) this.list.touch(id);
    }
    return undefined;
  }

  /** Until it is there nothing that is typed may reach the customer who is still to be seen. */
  await(id) {
    this.wanted = null;
    this.isAwaiting = true;
    clearTimeout(this.slow);
    this.slow = setTimeout(() => this.hold(id), SLOW);
  }

  /** All but the way back. */
  hold(id) {
    const name = this.list.find(id)?.dataset.name;
    this.place.dataset.opening = name ? fill(gettext("Opening %(name)s…"), { name }) : gettext("Opening…");
    for (const part of this.place.querySelectorAll(HELD)) part.inert = true;
  }

  arrived() {
    clearTimeout(this.slow);
    this.isAwaiting = false;
    if (!this.place.dataset.opening) return;
    delete this.place.dataset.opening;
    for (const part of this.place.querySelectorAll(HELD)) part.inert = false;
  }

  /** What is asked for on the way to another conversation is done there. */
  write(kind) {
    if (this.isAwaiting) this.wanted = kind;
    else this.composer?.use(kind, true);
  }

  unmount(nodes) {
    this.arrived();
    this.composer?.recorder.leave();
    this.composer?.close();
    this.thread?.close();
    this.thread = this.composer = null;
    this.socket()?.join(null);
    delete document.body.dataset.drawer;
    this.place.replaceChildren(nodes);
  }

  mount() {
    const root = this.place.querySelector(".thread");
    const id = root.dataset.conversation;
    this.thread = new Thread(root, { onSync: (data) => this.synced(data), onGap: () => this.reopen(), onNews: (what, place) => this.composer?.toldOf(what, place) });
    this.inside = new Inside(this.thread);
    this.composer = new Composer(root, {
      conversation: id,
      onSend: (text, replyTo, offered) => this.showPending(this.outbox.add(id, text, replyTo, offered)),
      onFile: (file) => this.showPendingFile(this.uploads.add(id, file)),
      onNote: (answer) => this.thread?.add(nodesOf(answer.item)),
      onSent: (answer) => this.accepted({ conversation: id }, answer),
      onRefused: (error, what) => this.refuse(error, what),
      onTyping: (typing) => this.socket()?.send({ type: typing ? "typing_start" : "typing_stop", conversation_id: id }),
    });
    this.later = new Later(root, { conversation: id, composer: this.composer, onChanged: () => this.thread?.sync() });
    // What the server has already only waits for its answer.
    const isThere = (entry) => root.querySelector(`.item[data-client="${CSS.escape(entry.id)}"]`);
    for (const entry of this.outbox.of(id)) if (!isThere(entry)) this.showPending(entry);
    for (const entry of this.uploads.of(id)) if (!isThere(entry)) this.showPendingFile(entry);
    this.panel.show();
    htmx.process(this.place);
    this.list.select(id);
    this.socket()?.join(id, this.mark);
    this.look();
  }

  /** Too much happened meanwhile to be added piece by piece. */
  async reopen() {
    const id = this.id;
    const html = await getText(`/inbox/${id}/pane`).catch((error) => (error.status === 404 ? "" : null));
    if (html === null || id !== this.id || this.isAwaiting) return;
    if (html === "") {
      toast(gettext("You can no longer see this conversation."));
      return void this.show(null);
    }
    this.unmount(nodesOf(html));
    this.mount();
  }

  back() {
    history.pushState({}, "", this.list.url(null));
    this.show(null);
  }

  // --- Sending ---

  showPending(entry) {
    const node = document.getElementById("pending-bubble").content.firstElementChild.cloneNode(true);
    Object.assign(node.dataset, { client: entry.id, at: new Date(entry.at).toISOString(), by: `agent${document.body.dataset.user}` });
    node.querySelector(".words").textContent = entry.content;
    node.querySelector("time").textContent = clockTime(new Date(entry.at));
    if (entry.error) showRefused(node, entry.error);
    this.append(node);
  }

  showPendingFile(entry) {
    this.append(pendingFile(entry));
  }

  progressed(entry) {
    if (entry.conversation === this.id) showProgress(this.thread.pending(entry.id), entry);
  }

  discardFile(item) {
    this.composer.giveBack(this.uploads.discard(item.dataset.client));
    item.remove();
  }

  append(node) {
    this.thread.column.append(node);
    arrange(this.thread.column);
    this.thread.toEnd();
    this.thread.noteScroll();
  }

  accepted(entry, answer) {
    if (entry.conversation === this.id) {
      this.thread.add(nodesOf(answer.item));
      if (!this.socket()?.isOpen) this.thread.sync();
    }
    this.list.touch(entry.conversation);
  }

  refused(entry, error) {
    if (entry.conversation !== this.id) return toast(gettext("A message was not sent; it waits in its conversation."), {
      action: gettext("Show"),
      onAction: () => this.open(entry.conversation),
    });
    const node = this.thread.pending(entry.id);
    if (node) showRefused(node, error.detail);
    return this.thread.sync();
  }

  // --- Commands ---

  async command(name, fields = {}) {
    const id = this.id;
    if (name === "snooze") fields.set("seen", this.thread.lastId);
    const answer = await post(`/inbox/${id}/${name}`, fields);
    if (answer.reload) return location.reload(); // nothing that stands here is true any more
    if (name === "close") this.offerUndo(id);
    if (name === "snooze") this.offerWaking(id, answer.text);
    // Open, it would be read again at once.
    if (name === "unread" && id === this.id) this.back();
    else if (id === this.id) {
      this.hideRefusal();
      this.thread.sync();
    }
    this.list.touch(id);
  }

  async run(name, fields) {
    try {
      await this.command(name, fields);
    } catch (error) {
      this.refuse(error);
      this.thread?.sync();
      this.list.touch(this.id);
    }
  }

  offerUndo(id) {
    const undo = () => post(`/inbox/${id}/reopen`).then(() => this.open(id)).then(() => this.thread?.sync(), (error) => toast(error.detail));
    toast(gettext("Conversation closed."), { action: gettext("Undo"), onAction: undo, stays: UNDO });
  }

  offerWaking(id, text) {
    const undo = () => post(`/inbox/${id}/wake`).then(() => this.list.touch(id), (error) => toast(error.detail)).then(() => id === this.id && this.thread.sync());
    toast(text, { action: gettext("Undo"), onAction: undo, stays: UNDO });
  }

  /** Told where it happened, with what became of the work. */
  refuse(error, what = "") {
    const line = document.getElementById("refusal");
    if (!line) return toast(error.detail);
    line.querySelector("span").textContent = [what, error.detail].filter(Boolean).join(" ");
    line.hidden = false;
    return undefined;
  }

  hideRefusal() {
    document.getElementById("refusal").hidden = true;
  }

  synced(data) {
    for (const part of ["header", "scheduled", "notice"]) this.swap(part, data[part]);
    this.thread.company.draw();
    this.composer.setMode(data.mode);
    tickTimes(this.thread.root);
    this.panel.renew();
  }

  swap(part, html) {
    const place = this.thread.root.querySelector(`[data-part="${part}"]`);
    if (place.served === html || place.contains(document.activeElement) && document.querySelector("#more:popover-open")) return;
    const focused = place.contains(document.activeElement);
    place.served = html;
    place.replaceChildren(nodesOf(html));
    showChosen(place);
    if (focused) this.thread.scroller.focus({ preventScroll: true });
  }
}

const idInAddress = () => /^\/inbox\/([0-9a-f-]{36})/.exec(location.pathname)?.[1] || null;
