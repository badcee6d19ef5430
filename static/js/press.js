// A long press on a message, where nothing hovers: its acts come out, as they do below a pointer.
const LONG = 420, SLACK = 10;

export function wirePresses() {
  let timer = null, from = null;
  const end = () => clearTimeout(timer);
  document.addEventListener("pointerdown", (event) => {
    const item = event.pointerType === "touch" && event.target.closest(".item.message[data-id]");
    if (!event.target.closest(".item-acts")) close();
    if (!item || event.target.closest(".item-acts, .voice input")) return;
    from = event;
    timer = setTimeout(() => open(item), LONG);
  });
  document.addEventListener("pointermove", (event) => from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > SLACK && end());
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end);
  // What follows the press is neither the browser's menu nor a click on the picture below.
  document.addEventListener("contextmenu", (event) => event.target.closest(".item.is-pressed") && event.preventDefault());
  document.addEventListener("click", (event) => {
    const item = event.target.closest(".item.is-pressed");
    if (!item) return;
    if (event.target.closest(".item-acts")) setTimeout(() => event.target.closest("summary") || close());
    else if (Date.now() - item.pressedAt < 800) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, { capture: true });
}

function open(item) {
  close();
  item.classList.add("is-pressed");
  item.pressedAt = Date.now();
  const faces = item.querySelector(".reacting");
  if (faces) faces.open = true;
  navigator.vibrate?.(10);
}

function close() {
  for (const item of document.querySelectorAll(".item.is-pressed")) {
    item.classList.remove("is-pressed");
    const faces = item.querySelector(".reacting");
    if (faces) faces.open = false;
  }
}
