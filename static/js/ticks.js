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
