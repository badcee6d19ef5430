// Enter that is held down presses no button again: the one that it gave the focus to would be pressed, too.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.closest("button")) event.preventDefault();
}, { capture: true });
