// One WebSocket for the page. What is told before it is open, the first time too, the page fetches then (`onBack`).
const FIRST_PAUSE = 400, LONGEST_PAUSE = 15000, PING = 20000, PATIENCE = 8000, QUIET = 1500;
const SIGNED_OUT = 4401;

export class Socket {
  constructor({ onEvent, onBack, onState }) {
    Object.assign(this, { onEvent, onBack, onState });
    this.failures = 0;
    this.joined = null;
    this.connect();
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.check());
    document.addEventListener("visibilitychange", () => document.hidden || this.check());
  }

  connect() {
    clearTimeout(this.retry);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = (this.socket = new WebSocket(`${scheme}://${location.host}/ws/chat?watch=list`));
    this.opening = setTimeout(() => this.lost(socket), PATIENCE);
    // Accepted is not yet let in: the answer to the first ping says so.
    socket.onopen = () => socket.send('{"type": "ping"}');
    socket.onmessage = ({ data }) => this.received(socket, JSON.parse(data));
    socket.onclose = ({ code }) => this.lost(socket, code);
  }

  received(socket, event) {
    if (socket !== this.socket) return;
    this.heard();
    if (!this.isOpen) this.opened();
    if (event.type !== "pong") this.onEvent(event);
  }

  opened() {
    clearTimeout(this.opening);
    this.failures = 0;
    this.isOpen = true;
    clearTimeout(this.quiet);
    this.onState(true);
    if (this.joined) this.send({ type: "join_conversation", conversation_id: this.joined });
    this.onBack();
    this.beat = setInterval(() => this.check(), PING);
  }

  lost(socket, code) {
    if (socket !== this.socket) return;
    clearTimeout(this.opening);
    clearTimeout(this.patience);
    clearInterval(this.beat);
    this.socket = null;
    this.isOpen = false;
    socket.onclose = socket.onmessage = null;
    socket.close();
    if (code === SIGNED_OUT) return document.dispatchEvent(new CustomEvent("desk:signed-out"));
    if (!this.failures) this.quiet = setTimeout(() => this.onState(false), QUIET);
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures++);
    this.retry = setTimeout(() => this.connect(), pause * (0.5 + Math.random() / 2));
  }

  /** Is anybody there? After a sleep the browser believes so for minutes. */
  check() {
    if (!this.isOpen) return this.hurry();
    clearTimeout(this.patience);
    const asked = this.socket;
    this.patience = setTimeout(() => this.lost(asked), PATIENCE);
    this.send({ type: "ping" });
  }

  heard() {
    clearTimeout(this.patience);
  }

  hurry() {
    if (!this.socket) this.connect();
  }

  send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  join(conversation) {
    if (this.joined === conversation) return;
    if (this.joined) this.send({ type: "leave_conversation", conversation_id: this.joined });
    this.joined = conversation;
    if (conversation && this.isOpen) this.send({ type: "join_conversation", conversation_id: conversation });
  }
}
