// Clicks around an open conversation (acts.js has those in it): what leads to one, what an empty list offers, what is
// put away; and files that are dropped beside it.
export function wireAround({ desk, list, filters }) {
  const acts = {
    help: () => document.getElementById("help").togglePopover(),
    "clear-search": () => list.show(list.tab, ""),
    "clear-filters": () => filters.clear(),
    cancel: (button) => putAway(button),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act], a[data-act]");
    if (button) acts[button.dataset.act]?.(button);
    else if (!event.target.closest("button[data-command], [data-copy]")) openLink(desk, event);
  });
}

export const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

// They must not replace the page.
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (name === "dragover" && !event.target.closest(".is-target")) event.dataTransfer.dropEffect = "none";
  });
}

export function putAway(inside) {
  const around = inside.closest("[popover], dialog");
  around.matches("dialog") ? around.close() : around.hidePopover();
}

function openLink(desk, event) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a.card, a[data-open]");
  if (!link) return;
  event.preventDefault();
  openAt(desk, link);
}

/** What a search found is shown where it stands. */
async function openAt(desk, link) {
  await desk.open(link.dataset.id || link.dataset.open);
  if (link.dataset.hit && desk.id === link.dataset.id) desk.thread.seek(link.dataset.hit);
}
