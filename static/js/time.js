// Times that go on: "5 min", what is left of the window, how long somebody has been waiting.
import { fill, gettext, language, timeZone } from "./text.js";

const MINUTE = 60, HOUR = 3600, DAY = 86400;
const CLOSING_SOON = 2 * HOUR, LATE = 5 * MINUTE, VERY_LATE = 15 * MINUTE;
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "numeric", timeZone });
const dated = new Intl.DateTimeFormat(language, { day: "numeric", month: "numeric", year: "2-digit", timeZone });
const longDay = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone });
const longDated = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone });
const dayOfYear = new Intl.DateTimeFormat("en-CA", { timeZone });
const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", timeZone });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });

export const clockTime = (date) => clock.format(date);
export const dayKey = (date) => dayOfYear.format(date);

const isThisYear = (date) => dayKey(date).slice(0, 4) === dayKey(new Date()).slice(0, 4);

export function dayName(date) {
  const key = dayKey(date);
  if (key === dayKey(new Date())) return gettext("Today");
  if (key === dayKey(new Date(Date.now() - DAY * 1000))) return gettext("Yesterday");
  return (isThisYear(date) ? longDay : longDated).format(date);
}

export function ago(date) {
  const seconds = (Date.now() - date) / 1000;
  if (seconds < MINUTE) return gettext("now");
  if (seconds < 7 * DAY) return span(seconds);
  return (isThisYear(date) ? day : dated).format(date);
}

function span(seconds) {
  if (seconds < HOUR) return fill(gettext("%(count)s min"), { count: Math.floor(seconds / MINUTE) });
  if (seconds < DAY) return fill(gettext("%(count)s h"), { count: Math.floor(seconds / HOUR) });
  return fill(gettext("%(count)s d"), { count: Math.floor(seconds / DAY) });
}

function left(seconds) {
  const hours = Math.floor(seconds / HOUR), minutes = Math.max(1, Math.floor((seconds % HOUR) / MINUTE));
  if (hours) return fill(gettext("%(hours)s h %(minutes)s min"), { hours, minutes: Math.floor((seconds % HOUR) / MINUTE) });
  return fill(gettext("%(count)s min"), { count: minutes });
}

/** What stands there already is not drawn again. */
export function setText(node, text) {
  if (node.textContent !== String(text)) node.textContent = text;
}

/** The whole date, when somebody points at a time that has no words of its own. */
document.addEventListener("pointerover", ({ target }) => {
  const node = target.closest?.("time[datetime]");
  if (!node || (node.title && node.dataset.told === undefined) || node.dataset.told === node.dateTime) return;
  node.dataset.told = node.dateTime;
  node.title = full.format(new Date(node.dateTime));
});

function showWait(chip) {
  const seconds = (Date.now() - new Date(chip.dataset.wait)) / 1000;
  chip.classList.toggle("warn", seconds >= LATE && seconds < VERY_LATE);
  chip.classList.toggle("danger", seconds >= VERY_LATE);
  setText(chip.querySelector("span"), seconds < MINUTE ? gettext("now") : span(seconds));
}

function showWindow(node, until) {
  const seconds = (new Date(until) - Date.now()) / 1000;
  const always = "always" in node.dataset;
  node.hidden = seconds <= 0 || (!always && seconds > CLOSING_SOON);
  if (node.classList.contains("chip")) node.classList.add("warn");
  setText(node.querySelector("span:last-child"), left(Math.max(0, seconds)));
}

/** What is promised: what is left of it, or how late it is. */
function showDue(node) {
  const seconds = (new Date(node.dataset.due) - Date.now()) / 1000, isLate = seconds <= 0;
  node.classList.toggle("danger", isLate);
  node.classList.toggle("warn", !isLate && new Date(node.dataset.warn) <= Date.now());
  const time = Math.abs(seconds) < 2 * DAY ? left(Math.abs(seconds)) : span(Math.abs(seconds));
  setText(node.querySelector("[data-left]"), isLate ? fill(gettext("%(time)s late"), { time }) : time);
}

/** Bring everything below `root` up to date. */
export function tickTimes(root = document) {
  for (const node of root.querySelectorAll("[data-ago]")) setText(node, ago(new Date(node.dataset.ago)));
  for (const node of root.querySelectorAll("[data-wait]")) showWait(node);
  for (const node of root.querySelectorAll("[data-due]")) showDue(node);
  for (const node of root.querySelectorAll("[data-window]")) showWindow(node, node.dataset.window);
  for (const node of root.querySelectorAll("[data-soon]")) showWindow(node, node.dataset.soon);
}

setInterval(tickTimes, 15000);
document.addEventListener("visibilitychange", () => document.hidden || tickTimes());
