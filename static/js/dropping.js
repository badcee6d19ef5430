// Files that are dragged onto the conversation or pasted.
import { carriesFiles } from "./around.js";
import { gettext } from "./text.js";

export function takeFiles(root, { whyNot, onFiles }) {
  const zone = root.querySelector("#drop");
  let depth = 0; // every element below the pointer tells of its own coming and going
  const show = (isOver) => {
    zone.hidden = !isOver;
    root.classList.toggle("is-target", isOver && !whyNot());
    if (isOver) zone.querySelector("b").textContent = whyNot() || gettext("Drop to attach");
    zone.classList.toggle("is-refused", Boolean(whyNot()));
  };
  root.addEventListener("dragenter", (event) => carriesFiles(event) && ++depth === 1 && show(true));
  root.addEventListener("dragleave", (event) => carriesFiles(event) && --depth === 0 && show(false));
  root.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    depth = 0;
    show(false);
    if (!whyNot()) onFiles([...event.dataTransfer.files]);
  });
  root.addEventListener("paste", (event) => {
    // A copied table brings a picture of itself along: the text is meant.
    if (event.clipboardData?.types.includes("text/plain")) return;
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length || whyNot()) return;
    event.preventDefault();
    onFiles(files);
  });
}
