// Who else is at the open conversation: who has it before their eyes, and who is writing.
import { fill, gettext } from "./text.js";

const TYPING_ENDS = 7000, SHOWN = 3;
export const isMe = (id) => String(id) === document.body.dataset.user;

export class Company {
  constructor(root) {
    this.root = root;
    this.viewers = [];
    this.version = 0;
  }

  typing({ agent_id: agent, agent_name: name, typing }) {
    if (isMe(agent)) return;
    if (!typing) return this.stopsTyping();
    const line = this.root.querySelector("#typing");
    line.textContent = fill(gettext("%(name)s is typing…"), { name });
    line.hidden = false;
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.stopsTyping(), TYPING_ENDS);
  }

  stopsTyping() {
    this.root.querySelector("#typing").hidden = true;
  }

  /** An answer that overtook a newer one on its way is no longer true. */
  seen({ viewers, version }) {
    if (version < this.version) return;
    this.version = version;
    this.viewers = viewers.filter((viewer) => !isMe(viewer.id));
    this.draw();
  }

  draw() {
    const place = this.root.querySelector("#viewers");
    const names = this.viewers.map((viewer) => viewer.name).join(", ");
    place.hidden = !names;
    place.title = names && fill(gettext("Also looking: %(names)s"), { names });
    place.querySelector(".sr").textContent = place.title;
    const marks = this.viewers.slice(0, SHOWN).map((viewer) => mark(initials(viewer.name), hueOf(viewer.name)));
    if (this.viewers.length > SHOWN) marks.push(mark(`+${this.viewers.length - SHOWN}`, null));
    place.querySelector("span").replaceChildren(...marks);
  }
}

export function mark(letters, hue) {
  const node = document.createElement("span");
  node.className = "avatar tiny";
  if (hue !== null) node.style.setProperty("--hue", hue);
  node.textContent = letters;
  return node;
}

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] || "").join("").toUpperCase();
}

/** As the server draws it: the same for the same name, always. */
export function hueOf(name) {
  let rest = -1;
  for (const byte of new TextEncoder().encode(name)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return (((rest ^ -1) >>> 0) % 24) * 15;
}
