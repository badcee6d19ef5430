// Voice notes and other sound. One element plays for all, so that one plays at a time, and goes on when its bubble is
// drawn anew; the bubbles only show it.
import { drawIconOf } from "./icons.js";
import { fill, gettext, language } from "./text.js";

const SPEEDS = [1, 1.5, 2], SPEED = "voice.speed", STEP = 5;
const sound = new Audio();
let source = "", isSeeking = false;
const places = new Map(); // where each was left
const lengths = new Map(); // of those whose message does not say it
const inSight = new IntersectionObserver((seen) => seen.forEach((one) => one.isIntersecting && measure(one.target)));

let chosen = 0;
const speed = () => chosen || Number(localStorage.getItem(SPEED)) || 1;
const boxes = (src) => document.querySelectorAll(`.voice[data-src="${CSS.escape(src)}"]`);
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const lengthOf = (box) => (box.dataset.src === source && Number.isFinite(sound.duration) ? sound.duration : Number(box.dataset.length) || lengths.get(box.dataset.src) || 0);

/** Bring one bubble, or all below a node, up to date. */
export function showVoices(root = document) {
  for (const box of root.querySelectorAll(".voice")) {
    show(box);
    if (!lengthOf(box)) inSight.observe(box);
  }
}

function measure(box) {
  const { src } = box.dataset, probe = new Audio();
  inSight.unobserve(box);
  probe.addEventListener("loadedmetadata", () => {
    if (Number.isFinite(probe.duration)) lengths.set(src, probe.duration);
    boxes(src).forEach(show);
  });
  Object.assign(probe, { preload: "metadata", src });
}

function show(box) {
  const isMine = box.dataset.src === source, isPlaying = isMine && !sound.paused;
  const length = lengthOf(box), at = isMine ? sound.currentTime : places.get(box.dataset.src) || 0;
  const range = box.querySelector("input"), button = box.querySelector("[data-voice=play]");
  drawIconOf(button, isPlaying ? "player-pause" : "player-play");
  button.setAttribute("aria-label", isPlaying ? gettext("Pause") : gettext("Play"));
  box.classList.toggle("is-playing", isPlaying);
  range.max = length || 1;
  if (!isSeeking || !isMine) range.value = at;
  range.style.setProperty("--at", `${length ? (range.value / length) * 100 : 0}%`);
  range.setAttribute("aria-valuetext", fill(gettext("%(at)s of %(length)s"), { at: clock(at), length: clock(length) }));
  box.querySelector("time").textContent = at || isPlaying ? `${clock(at)} / ${clock(length)}` : length ? clock(length) : "–:––";
  box.querySelector("[data-voice=speed]").textContent = `${speed().toLocaleString(language)}×`;
}

async function toggle(box) {
  const { src } = box.dataset;
  if (src === source && !sound.paused) return void sound.pause();
  if (src !== source) change(src);
  sound.playbackRate = speed();
  try {
    await sound.play();
  } catch (error) {
    if (error.name !== "AbortError") fail();
  }
}

function change(src) {
  const before = source;
  sound.pause();
  if (before) places.set(before, sound.currentTime);
  source = src;
  sound.src = src;
  sound.currentTime = places.get(src) || 0;
  boxes(before).forEach(show);
}

export function hush() {
  sound.pause();
}

function seek(box, at) {
  if (box.dataset.src !== source) places.set(box.dataset.src, at);
  else sound.currentTime = at;
  show(box);
}

function nextSpeed() {
  chosen = SPEEDS[(SPEEDS.indexOf(speed()) + 1) % SPEEDS.length];
  try {
    localStorage.setItem(SPEED, chosen);
  } catch {
    // There is no room: it is kept as long as the page.
  }
  sound.playbackRate = speed();
  showVoices();
}

function fail() {
  for (const box of boxes(source)) {
    box.querySelector("time").textContent = gettext("Cannot be played here");
    box.querySelector("[data-voice=save]").hidden = false;
  }
}

for (const name of ["play", "pause", "timeupdate", "durationchange", "ratechange"]) {
  sound.addEventListener(name, () => boxes(source).forEach(show));
}
sound.addEventListener("ended", () => {
  sound.currentTime = 0;
  boxes(source).forEach(show);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-voice]");
  if (!button) return;
  if (button.dataset.voice === "play") toggle(button.closest(".voice"));
  else if (button.dataset.voice === "speed") nextSpeed();
});
document.addEventListener("input", (event) => {
  const box = event.target.matches(".voice input") && event.target.closest(".voice");
  if (!box) return;
  isSeeking = true;
  seek(box, Number(event.target.value));
  isSeeking = false;
});
// The arrows move it wherever the focus stands in the player.
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".voice");
  const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (!box || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const at = Number(box.querySelector("input").value) + step;
  seek(box, Math.max(0, Math.min(at, lengthOf(box))));
});
document.addEventListener("play", (event) => event.target.matches?.("video") && hush(), { capture: true });
