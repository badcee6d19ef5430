// One WebSocket for the page. Events are numbered: where one is missing, and after every break, the page fetches what it
// missed (`onMissed`). At the first connection that is needed only if something was told since the page was made, which
// its mark says.
const FIRST_PAUSE = 400, LONGEST_PAUSE = 15000, PING = 20000, PATIENCE = 8000, QUIET = 1500, GONE = 2500;
const SIGNED_OUT = 4401;

export class Socket {
  constructor({ mark, onEvent, onMissed, onState }) {
    Object.assign(this, { mark, onEvent, onMissed, onState });
    this.failures = 0;
    this.joined = this.viewed = null;
    this.connect();
    addEventListener("online", () => this.restart());
    addEventListener("offline", () => this.check(GONE));
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
    addEventListener("pagehide", () => this.view(null));
  }

  connect() {
    clearTimeout(this.retry);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = (this.socket = new WebSocket(`${scheme}://${location.host}/ws/chat?watch=list&as=${document.body.dataset.user}`));
    this.opening = setTimeout(() => this.lost(socket), PATIENCE);
    this.seq = 0;
    // Accepted is not yet let in: the answer to the first ping says so.
    socket.onopen = () => socket.send('{"type": "ping", "seq": 0}');
    socket.onmessage = ({ data }) => this.received(socket, JSON.parse(data));
    socket.onclose = ({ code }) => this.lost(socket, code);
  }

  received(socket, event) {
    if (socket !== this.socket) return;
    this.heard();
    if (!this.isOpen) this.opened();
    const missed = event.seq > (event.type === "pong" ? this.seq : this.seq + 1);
    this.seq = event.seq ?? this.seq;
    if (missed) this.onMissed();
    if (event.type === "pong") this.compare(event.mark);
    else this.onEvent(event);
  }

  /** Once: has anything happened since the page was made? */
  compare(mark) {
    const made = this.mark;
    this.mark = null;
    if (made !== null && made !== mark) this.onMissed();
  }

  opened() {
    clearTimeout(this.opening);
    this.failures = 0;
    this.isOpen = true;
    clearTimeout(this.quiet);
    this.onState(true);
    if (this.joined) this.send({ type: "join_conversation", conversation_id: this.joined, ...this.since });
    if (this.viewed) this.send({ type: "view_start", conversation_id: this.viewed });
    this.since = {};
    if (this.hasGap) this.onMissed();
    this.hasGap = true;
    this.beat = setInterval(() => this.check(), PING);
  }

  lost(socket, code) {
    if (socket !== this.socket) return;
    clearTimeout(this.opening);
    clearTimeout(this.patience);
    clearInterval(this.beat);
    this.socket = null;
    this.isOpen = false;
    // Also when it never opened: the page is as old as its first attempt.
    this.hasGap = true;
    socket.onclose = socket.onmessage = null;
    socket.close();
    if (code === SIGNED_OUT) return document.dispatchEvent(new CustomEvent("desk:signed-out"));
    if (!this.failures) this.quiet = setTimeout(() => this.onState(false), QUIET);
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++);
    this.retry = setTimeout(() => this.connect(), pause * (0.5 + Math.random() / 2));
  }

  /** Is anybody there? After a sleep the browser believes so for minutes. */
  check(patience = PATIENCE) {
    if (!this.isOpen) return this.hurry();
    clearTimeout(this.patience);
    const asked = this.socket;
    this.patience = setTimeout(() => this.lost(asked), patience);
    this.send({ type: "ping", seq: this.seq });
  }

  heard() {
    clearTimeout(this.patience);
  }

  hurry() {
    if (!this.socket) this.connect();
  }

  /** The network is back: an attempt that began without it would only be waited for. */
  restart() {
    if (this.isOpen) return this.check();
    this.failures = 1;
    this.hasGap = true;
    if (this.socket) {
      this.socket.onclose = this.socket.onmessage = null;
      this.socket.close();
    }
    return this.connect();
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** With the mark of its pane, to be told (`gap`) whether anything happened since that was made. */
  join(conversation, mark = "") {
    if (this.joined === conversation) return;
    if (this.joined) this.send({ type: "leave_conversation", conversation_id: this.joined });
    this.viewed = null;
    this.joined = conversation;
    this.since = this.isOpen ? {} : { mark };
    if (conversation && this.isOpen) this.send({ type: "join_conversation", conversation_id: conversation, mark });
  }

  /** Tell the others that this one is before somebody's eyes here; none: no longer. */
  view(conversation) {
    if (this.viewed === conversation) return;
    if (this.viewed) this.send({ type: "view_stop", conversation_id: this.viewed });
    this.viewed = conversation;
    if (conversation && this.isOpen) this.send({ type: "view_start", conversation_id: conversation });
  }
}
