// Ctrl+Shift+Enter: sends what is written, and once it has gone asks how the conversation ended.
export function wireFinish({ desk, outbox, ask }) {
  document.addEventListener("keydown", async (event) => {
    const isMeant = event.key === "Enter" && event.shiftKey && (event.ctrlKey || event.metaKey) && !event.isComposing;
    const { id, composer } = desk;
    if (!isMeant || event.target !== composer?.field || composer.kind !== "reply") return;
    event.preventDefault();
    event.stopPropagation();
    composer.send();
    // Something came while it was written: that is looked at first.
    if (composer.isReplying) return;
    await outbox.idle(id);
    if (desk.id === id && !composer.isReplying) ask();
  }, { capture: true });
}
