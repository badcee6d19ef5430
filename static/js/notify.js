// What tells an agent who looks elsewhere: the title, the icon, a sound, a notification.
import { gettext } from "./text.js";

const title = document.title;
const icon = document.querySelector('link[rel="icon"]');
const plainIcon = icon.href;
let shown = -1, audio = null, lastSound = 0;

export function showUnread(count) {
  if (count === shown) return;
  shown = count;
  document.title = count ? `(${count > 99 ? "99+" : count}) ${title}` : title;
  const badge = document.getElementById("rail-unread");
  badge.hidden = !count;
  badge.textContent = count > 99 ? "99+" : count;
  if (!count) icon.href = plainIcon;
  else drawIcon();
}

function drawIcon() {
  const image = new Image();
  image.onload = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0, 64, 64);
    pen.fillStyle = "#d3302f";
    pen.beginPath();
    pen.arc(48, 16, 16, 0, 7);
    pen.fill();
    if (shown) icon.href = canvas.toDataURL();
  };
  image.src = plainIcon;
}

/** Chosen by event on the server; the boxes in the preferences are what holds. */
const isOn = (event, way) => Boolean(document.querySelector(`[data-event="${event}"][data-way="${way}"]`)?.checked);

/** Asked for at the moment when somebody wants it, never before. */
export async function mayShow() {
  if (!("Notification" in window)) return false;
  if (Notification.permission === "default") await Notification.requestPermission();
  return Notification.permission === "granted";
}

export function stateText() {
  if (!("Notification" in window)) return gettext("This browser shows no desktop notifications.");
  return {
    denied: gettext("The browser blocks desktop notifications of this page: allow them in its settings for this address."),
    default: gettext("The browser will ask for permission when you try it."),
    granted: "",
  }[Notification.permission];
}

export async function test() {
  sound();
  if (await mayShow()) show(gettext("This is how it looks"), gettext("A notification of the helpdesk."), () => {});
}

/** A soft tone of two notes, at most one every two seconds. */
function sound() {
  if (Date.now() - lastSound < 2000) return;
  lastSound = Date.now();
  audio ??= new AudioContext();
  [[660, 0], [880, 0.09]].forEach(([pitch, after]) => {
    const tone = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + after;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.09, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.25);
  });
}

/** Of several tabs one rings: whoever gets the lock, which is kept until the others have looked for it. */
function once(ring) {
  if (!navigator.locks) return ring();
  return navigator.locks.request("helpdesk-ring", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    ring();
    await new Promise((resolve) => setTimeout(resolve, 1000));
  });
}

export function tell(event, name, text, onClick) {
  if (!isOn(event, "sound") && !isOn(event, "desktop")) return;
  once(() => {
    if (isOn(event, "sound")) sound();
    const isWanted = isOn(event, "desktop") && document.hidden && "Notification" in window;
    if (isWanted && Notification.permission === "granted") show(name || gettext("New message"), text, onClick);
  });
}

/** Browsers of phones know the word, and throw: they show some from service workers only. */
function show(name, text, onClick) {
  let note;
  try {
    note = new Notification(name, { body: text.slice(0, 120), icon: plainIcon, tag: name });
  } catch {
    return;
  }
  note.onclick = () => {
    focus();
    note.close();
    onClick();
  };
}
