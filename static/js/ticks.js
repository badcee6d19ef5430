// How far a message of ours has come.
import { drawIconOf } from "./icons.js";
import { gettext } from "./text.js";

export const TICKS = {
  sent: ["check", "", () => gettext("Sent")],
  delivered: ["checks", "", () => gettext("Delivered")],
  read: ["checks", "read", () => gettext("Read")],
};

export function drawTick(tick, status) {
  if (!tick || !TICKS[status]) return;
  const [icon, tone, label] = TICKS[status];
  const mark = document.createElement("span");
  mark.className = `tick ${tone}`;
  mark.title = label();
  mark.innerHTML = tick.innerHTML;
  drawIconOf(mark, icon);
  mark.querySelector("svg").setAttribute("aria-label", label());
  if (tick.dataset.tick) mark.dataset.tick = tick.dataset.tick;
  tick.replaceWith(mark);
}

export const FINAL = ["read", "received", "failed"];
export const RANK = { queued: 0, sending: 1, unconfirmed: 2, sent: 3, failed: 4, delivered: 5, read: 6 };

/** A status that went up by an event is not taken back by an answer that was under way. */
export function isOlder(item, present) {
  if (present.dataset.status === "failed") return false;
  return (RANK[item.dataset.status] ?? 0) < (RANK[present.dataset.status] ?? -1);
}
