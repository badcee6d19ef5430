// Days, groups and the unread line: set over the items in the thread, however they came there.
import { dayKey, dayName, setText } from "./time.js";
import { gettext } from "./text.js";

const TOGETHER = 5 * 60 * 1000;

const timeOf = (item) => new Date(item.dataset.at).getTime();

/** Go over all items once; what is right already is not touched. */
export function arrange(column) {
  let day = null, before = null;
  for (const item of column.querySelectorAll(".item")) {
    const key = dayKey(new Date(item.dataset.at));
    if (key !== day) setDay(item, key);
    else if (item.previousElementSibling?.matches(".day")) item.previousElementSibling.remove();
    item.classList.toggle("joined", key === day && belongs(item, before));
    day = key;
    before = item;
  }
  for (const mark of column.querySelectorAll(".day")) {
    if (!mark.nextElementSibling?.matches(".item, .unread-line")) mark.remove();
  }
}

function belongs(item, before) {
  if (!before || item.matches(".event") || item.dataset.by !== before.dataset.by) return false;
  if (item.previousElementSibling?.matches(".unread-line")) return false;
  return timeOf(item) - timeOf(before) < TOGETHER;
}

function setDay(item, key) {
  let above = item.previousElementSibling;
  if (above?.matches(".unread-line")) above = above.previousElementSibling;
  if (above?.matches(".day")) {
    if (above.dataset.day === key) return setText(above, dayName(new Date(item.dataset.at))); // today becomes yesterday
    above.remove();
  }
  const mark = document.createElement("p");
  mark.className = "day";
  mark.dataset.day = key;
  mark.textContent = dayName(new Date(item.dataset.at));
  const line = item.previousElementSibling?.matches(".unread-line") ? item.previousElementSibling : item;
  line.before(mark);
}

/** The line above the oldest of the last `count` messages that the customer wrote. */
export function drawUnreadLine(column, count) {
  column.querySelector(".unread-line")?.remove();
  const incoming = [...column.querySelectorAll(".item.incoming")];
  const first = count > 0 && incoming[Math.max(0, incoming.length - count)];
  if (!first) return null;
  const line = document.createElement("p");
  line.className = "unread-line";
  line.textContent = gettext("Unread");
  first.before(line);
  arrange(column);
  return line;
}

/** Where an item belongs by its time; the newest are at the end, so the search starts there. */
export function insert(column, item) {
  const at = timeOf(item), id = Number(item.dataset.id || Infinity);
  let after = column.lastElementChild;
  while (after) {
    if (after.matches(".item") && !after.matches(".is-pending")) {
      const time = timeOf(after);
      if (time < at || (time === at && Number(after.dataset.id) <= id)) break;
    }
    after = after.previousElementSibling;
  }
  const start = after || column.querySelector(".older");
  if (start) start.after(item);
  else column.prepend(item);
}

/** A bubble takes another's place: what the reader opened in it stays open, and the focus stays where it was. */
export function swap(present, item) {
  const folds = item.querySelectorAll("details"), focused = present.contains(document.activeElement) && document.activeElement;
  present.querySelectorAll("details").forEach((fold, index) => fold.open && folds[index] && (folds[index].open = true));
  present.replaceWith(item);
  if (focused) [item, ...item.querySelectorAll(focused.tagName)].find((node) => isLike(node, focused))?.focus({ preventScroll: true });
}

function isLike(node, other) {
  return node.tagName === other.tagName && ["class", "href", "data-act"].every((name) => node.getAttribute(name) === other.getAttribute(name));
}
