// The open conversation with all around it: pane, composer, commands.
import { rescueFocus } from "./focus.js";
import { hold } from "./held.js";
import { getText, nodesOf, patiently, post } from "./http.js";
import { htmx } from "./hx.js";
import { showChosen } from "./keys.js";
import { forgetAhead, paneOf, wirePanes } from "./panes.js";
import { bring, present, tellMissing } from "./parts.js";
import { tickTimes } from "./time.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";
import { newId } from "./outbox.js";

const UNDO = 10000, SLOW = 60;

export class Desk {
  constructor({ list, outbox, uploads, socket }) {
    Object.assign(this, { list, outbox, uploads, socket });
    this.place = document.getElementById("workspace");
    this.opening = 0;
    this.parts = null; // until the first conversation (conversation.js)
    addEventListener("popstate", (event) => this.show(event.state?.conversation || idInAddress()));
    wirePanes(list.cards, { isOpen: (id) => id === this.id });
    if (present()) this.furnish(present());
    if (this.place.querySelector(".thread") && present()) this.mount();
    else if (idInAddress()) this.show(idInAddress()); // its own script did not come with the page
  }

  /** Makes what serves whichever conversation is open, once. */
  furnish(parts) {
    if (this.parts) return;
    this.parts = parts;
    parts.furnish(this);
  }

  get id() { return this.thread?.id; }

  /** Of the moment before the pane was made. */
  get mark() { return this.thread?.root.dataset.mark; }

  /** Others see who has the conversation before their eyes. */
  look() { this.socket()?.view(document.hidden ? null : this.id || null); }

  open(id, { focus = false } = {}) {
    if (id !== idInAddress()) history.pushState({ conversation: id }, "", this.list.url(id));
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
      const [{ html, at, isEarly }, parts] = await Promise.all([paneOf(id), bring()]);
      if (opening !== this.opening) return undefined;
      this.furnish(parts);
      this.unmount(nodesOf(html));
      this.mount(at);
      if (isEarly && !this.socket()?.isOpen) this.thread.sync();
      if (focus) this.composer.focus();
      if (this.wanted) this.composer.use(this.wanted, true);
    } catch (error) {
      if (opening !== this.opening) return undefined;
      this.arrived();
      this.list.select(this.id);
      document.body.dataset.view = this.id ? "thread" : "list";
      history.replaceState({ conversation: this.id }, "", this.list.url(this.id));
      if (error.isPart) tellMissing(this.list.url(id));
      else toast(error.status === 404 ? gettext("You can no longer see this conversation.") : error.detail);
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

  hold(id) {
    const name = this.list.find(id)?.dataset.name;
    hold(this.place, name ? fill(gettext("Opening %(name)s…"), { name }) : gettext("Opening…"));
  }

  arrived() {
    clearTimeout(this.slow);
    this.isAwaiting = false;
    if (this.place.dataset.opening) hold(this.place, "");
  }

  /** A dialog of the open conversation. */
  ask(id) {
    const button = document.querySelector(`[popovertarget="${id}"]`);
    if (this.id && button && !this.isAwaiting) document.getElementById(id)?.showPopover();
  }

  commands() { return this.id ? this.parts.commandsIn(this) : []; }

  /** What is asked for on the way to another conversation is done there. */
  write(kind) {
    if (this.isAwaiting) this.wanted = kind;
    else this.composer?.use(kind, true);
  }

  unmount(nodes) {
    this.arrived();
    forgetAhead(this.id);
    const hadFocus = this.place.contains(document.activeElement);
    this.composer?.recorder.leave();
    this.composer?.close();
    this.thread?.close();
    this.thread = this.composer = null;
    this.socket()?.join(null);
    delete document.body.dataset.drawer;
    this.place.replaceChildren(nodes);
    if (hadFocus) rescueFocus();
  }

  /** `askedAt`: when its pane was asked for. */
  mount(askedAt = 0) {
    const root = this.place.querySelector(".thread"), { parts } = this;
    const id = root.dataset.conversation;
    this.thread = new parts.Thread(root, { onSync: (data) => this.synced(data), onGap: () => this.reopen(), onNews: (what, place) => this.composer?.toldOf(what, place) });
    this.inside = new parts.Inside(this.thread);
    this.composer = new parts.Composer(root, {
      conversation: id,
      askedAt,
      onSend: (text, replyTo, offered) => this.showPending(this.outbox.add(id, text, replyTo, offered, this.batch)),
      onFile: (file) => this.showPendingFile(this.uploads.add(id, { ...file, batch: this.batch })),
      // Answers may come when another conversation is open.
      onNote: (answer) => id === this.id && this.thread.add(nodesOf(answer.item)),
      onSent: (answer) => this.accepted({ conversation: id }, answer),
      onRefused: (error, what) => this.refuseIn(id, error, what),
      open: () => (id === this.id ? this.composer : null),
      onTyping: (typing) => this.socket()?.send({ type: typing ? "typing_start" : "typing_stop", conversation_id: id }),
    });
    this.later = new parts.Later(root, { conversation: id, composer: this.composer, onChanged: () => this.thread?.sync() });
    // What the server has already only waits for its answer.
    const isThere = (entry) => root.querySelector(`.item[data-client="${CSS.escape(entry.id)}"]`);
    for (const entry of this.outbox.of(id)) if (!isThere(entry)) this.showPending(entry);
    for (const entry of this.uploads.of(id)) if (!isThere(entry)) this.showPendingFile(entry);
    this.panel.show();
    htmx.process(this.place);
    this.list.select(id);
    this.socket()?.join(id, this.mark);
    this.look();
    document.dispatchEvent(new CustomEvent("desk:opened", { detail: id }));
  }

  /** Too much happened meanwhile to be added piece by piece. Whoever writes goes on where they were. */
  async reopen() {
    const id = this.id, at = performance.now();
    const html = await getText(`/inbox/${id}/pane`).catch((error) => (error.status === 404 ? "" : null));
    if (html === null) return void setTimeout(() => this.thread?.sync(), 3000); // which finds the gap again
    if (id !== this.id || this.isAwaiting) return;
    if (html === "") {
      toast(gettext("You can no longer see this conversation."));
      return void this.show(null);
    }
    const place = this.composer.place;
    this.unmount(nodesOf(html));
    this.mount(at);
    this.composer.resume(place);
  }

  back() {
    history.pushState({}, "", this.list.url(null));
    this.show(null);
  }

  // --- Sending ---

  /** One for all that is sent by one press. */
  get batch() {
    if (!this.pressed) queueMicrotask(() => (this.pressed = ""));
    return (this.pressed ||= newId());
  }

  showPending(entry) { this.append(this.parts.pendingText(entry)); }

  showPendingFile(entry) { this.append(this.parts.pendingFile(entry)); }

  progressed(entry) { if (entry.conversation === this.id) this.parts.showProgress(this.thread.pending(entry.id), entry); }

  discardFile(item) {
    this.composer.giveBack(this.uploads.discard(item.dataset.client));
    item.remove();
  }

  append(node) {
    this.thread.column.append(node);
    this.parts.arrange(this.thread.column);
    this.thread.toEnd();
    this.thread.noteScroll();
  }

  accepted(entry, answer) {
    if (entry.conversation === this.id) {
      if (answer.held === undefined) this.thread.add(nodesOf(answer.item));
      else this.held.accepted(entry.id, answer.held);
      if (!this.socket()?.isOpen) this.thread.sync();
    }
    this.list.touch(entry.conversation);
  }

  refused(entry, error) {
    if (entry.conversation !== this.id) return toast(gettext("A message was not sent; it waits in its conversation."), {
      action: gettext("Show"), stays: 20000,
      onAction: () => this.open(entry.conversation),
    });
    const node = this.thread.pending(entry.id);
    if (node) this.parts.showRefused(node, error.detail);
    return this.thread.sync();
  }

  // --- Commands ---

  async command(name, fields = {}, id = this.id) {
    if (name === "snooze") fields.set("seen", this.thread.lastId);
    const answer = await post(`/inbox/${id}/${name}`, fields, ["erase", "merge"].includes(name) ? patiently() : {});
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
    const { id } = this;
    try {
      await this.command(name, fields);
    } catch (error) {
      this.refuseIn(id, error);
      this.thread?.sync();
      this.list.touch(id);
    }
  }

  offerUndo(id) {
    const undo = () => post(`/inbox/${id}/reopen`).then(() => this.open(id)).then(() => this.thread?.sync(), (error) => toast(error.detail));
    toast(gettext("Conversation closed."), { action: gettext("Undo"), onAction: undo, stays: UNDO });
  }

  offerWaking(id, text) {
    const back = () => {
      this.list.touch(id);
      return document.body.dataset.afterwards === "stay" || this.open(id);
    };
    const undo = () => post(`/inbox/${id}/wake`).then(back, (error) => toast(error.detail)).then(() => id === this.id && this.thread.sync());
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

  refuseIn(id, error, what = "") {
    if (id === this.id) return this.refuse(error, what);
    return toast([what, error.detail].filter(Boolean).join(" "), { action: gettext("Show"), onAction: () => this.open(id), stays: 20000 });
  }

  hideRefusal() { document.getElementById("refusal").hidden = true; }

  synced(data) {
    for (const part of ["header", "scheduled", "notice"]) this.swap(part, data[part]);
    this.held.draw(data.held);
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
