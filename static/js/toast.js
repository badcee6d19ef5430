// A line that goes by itself, perhaps with one thing to do about it.
const STAYS = 5000;

export function toast(text, { action, onAction, stays = STAYS } = {}) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (action) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: action });
    button.addEventListener("click", () => {
      box.remove();
      onAction();
    });
    box.append(button);
  }
  const toasts = document.getElementById("toasts");
  toasts.append(box);
  while (toasts.childElementCount > 3) toasts.firstElementChild.remove();
  setTimeout(() => box.remove(), stays);
  return box;
}
