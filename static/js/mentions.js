// Being named in a note (naming.js): it is told, and kept in the list of the rail.
import * as notify from "./notify.js";
import { forgetAhead } from "./panes.js";
import { fill, gettext } from "./text.js";
import { toast } from "./toast.js";

const box = document.getElementById("mentions");

function showOneMore() {
  const badge = document.getElementById("mentions-unseen"), count = Number(badge.dataset.count) + 1;
  badge.hidden = false;
  badge.textContent = count > 99 ? "99+" : count;
  badge.dataset.count = count;
}

export function wireMentions(desk) {
  box.addEventListener("click", (event) => {
    const row = event.target.closest("[data-act=mention]");
    if (!row && !event.target.closest("[hx-post]")) return;
    box.hidePopover();
    if (row) goTo(desk, row.dataset.conversation, row.dataset.entry);
  });
}

async function goTo(desk, conversation, entry) {
  forgetAhead(conversation); // it may be older than the note
  await desk.open(conversation);
  if (desk.id === conversation && !(await desk.thread.seek(entry))) toast(gettext("That message is too far back to be shown here."));
}

/** Somebody named us just now. */
export function mentioned(desk, event) {
  showOneMore();
  const { author, text, id } = event.note, show = () => goTo(desk, event.conversation_id, id);
  notify.tell("mention", author?.name, text, show);
  toast(fill(gettext("%(name)s named you in a note."), { name: author?.name || gettext("Somebody") }), { action: gettext("Show"), onAction: show, stays: 10000 });
}
