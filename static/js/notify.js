// What tells an agent who looks elsewhere: the title, the icon, a sound, a notification.
import { gettext } from "./text.js";

const KEY = "notifications";
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

export const areOn = () => localStorage.getItem(KEY) === "on";

export async function toggle() {
  if (areOn()) {
    localStorage.removeItem(KEY);
    return false;
  }
  localStorage.setItem(KEY, "on");
  if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
  sound();
  return true;
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

export function tell(name, text, onClick) {
  if (!areOn()) return;
  sound();
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const note = new Notification(name || gettext("New message"), { body: text.slice(0, 120), icon: plainIcon, tag: name });
  note.onclick = () => {
    focus();
    note.close();
    onClick();
  };
}
