// Single letters, only outside fields and without modifiers: they clash with no menu and no AltGr.
export function listen(keys) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector(":modal")) return; // what lies over all has its own
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable], [popover]")) {
      if (event.key === "Escape" && event.target.matches("input")) event.target.blur();
      return;
    }
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
