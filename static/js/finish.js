// Sends what is written and, once it has gone, asks what comes of the conversation. Ctrl+Shift+Enter: how it ended;
// Alt+Enter: when it shall come back if the customer does not answer, who ends that by writing.
import { gettext } from "./text.js";
import { toast } from "./toast.js";

export function wireFinish(desk) {
  const close = () => desk.ask("close"), aside = () => desk.ask("snooze");
  document.addEventListener("keydown", (event) => {
    const ask = event.key === "Enter" && !event.isComposing && askedBy(event, { close, aside });
    if (!ask || !(event.repeat || isAnswering(desk.composer, event.target))) return;
    event.preventDefault();
    event.stopPropagation();
    // Held, it would send what it has only shown, and go on into the dialog that it has opened.
    if (!event.repeat) sendThen(ask);
  }, { capture: true });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-then]");
    if (!button) return;
    button.closest("[popover]").hidePopover();
    sendThen(aside);
  });

  async function sendThen(ask) {
    const { id, composer } = desk, unsent = () => [...desk.outbox.of(id), ...desk.uploads.of(id)].map((entry) => entry.id);
    const before = new Set(unsent());
    composer.send();
    // Something came while it was written: that is looked at first.
    if (composer.isReplying) return;
    await desk.outbox.idle(id);
    await desk.uploads.idle(id);
    // What was refused is looked at first, too.
    if (desk.id !== id || unsent().some((one) => !before.has(one))) return;
    // An answer takes what stood in the queue: only then can it be set aside.
    if (ask === aside) await desk.thread.sync();
    if (desk.id !== id) return;
    if (isFree(desk.composer)) ask();
    else toast(ask === close ? gettext("It is sent. Close the conversation now?") : gettext("It is sent. Set the conversation aside now?"), {
      action: gettext("Yes"), onAction: () => desk.id === id && ask(), stays: 12000,
    });
  }
}

/** Nothing has been begun meanwhile that the next Enter is meant for. */
function isFree(composer) {
  const at = document.activeElement, isWriting = at !== composer.field && at.matches("input, textarea, select");
  return composer.kind === "reply" && !composer.isReplying && !isWriting && !document.querySelector(":popover-open, :modal");
}

/** Canned responses that are being chosen from take the key themselves. */
const isAnswering = (composer, target) => composer?.field === target && composer.kind === "reply" && !composer.canned.isAsked;

function askedBy(event, { close, aside }) {
  const isHeld = event.ctrlKey || event.metaKey;
  if (isHeld && event.shiftKey && !event.altKey) return close;
  return event.altKey && !isHeld && !event.shiftKey ? aside : null;
}
