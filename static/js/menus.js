// Popovers stand beside what opened them and stay inside the window.
const GAP = 4, EDGE = 8;
let opener = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[popovertarget], [data-opens]");
  if (button) opener = button;
}, { capture: true });

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".menu")) return;
  // What opened it may be hidden by what it led to.
  if (event.newState !== "open") return void document.querySelectorAll(`[popovertarget="${menu.id}"][aria-expanded]`).forEach((button) => button.setAttribute("aria-expanded", "false"));
  place(menu);
  anchorOf(menu)?.setAttribute("aria-expanded", "true");
}, { capture: true });

document.addEventListener("beforetoggle", (event) => {
  // Not seen before it has its place.
  if (event.target.matches?.(".menu") && event.newState === "open") event.target.style.visibility = "hidden";
}, { capture: true });

/** The focus goes along once it can be seen; from a button it need not, as the menu comes next. */
export const byKey = (id) => () => {
  const menu = document.getElementById(id);
  menu.addEventListener("toggle", ({ newState }) => newState === "open" && menu.focus(), { once: true });
  menu.togglePopover();
};

addEventListener("resize", () => document.querySelectorAll(".menu:popover-open").forEach(place));

function anchorOf(menu) {
  if (opener?.getAttribute("popovertarget") === menu.id && opener.getClientRects().length) return opener;
  const buttons = [...document.querySelectorAll(`[popovertarget="${menu.id}"]`)];
  const visible = buttons.find((button) => button.getClientRects().length);
  return visible || document.querySelector(`[popovertarget="${menu.dataset.place}"]`);
}

function place(menu) {
  const anchor = anchorOf(menu);
  const box = anchor?.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  let left = (innerWidth - width) / 2, top = Math.max(EDGE, (innerHeight - height) / 3);
  // Where the pointer was, or over it, for a menu that no button opens by itself.
  if (menu.dataset.at) [left, top] = menu.dataset.at.split(" ").map(Number);
  if (menu.dataset.at && menu.matches(".form")) top -= GAP + height;
  const panel = anchor?.closest(".panel")?.getBoundingClientRect();
  if (panel && innerWidth >= 760) [left, top] = [panel.left - GAP - width, box.top - GAP];
  // What it is about stays to be seen: on a phone it comes from below.
  else if (panel) top = innerHeight;
  else if (box?.width) {
    const isRail = menu.dataset.place === "rail" && innerWidth >= 760;
    left = isRail ? box.right + GAP : box.left + width > innerWidth - EDGE ? box.right - width : box.left;
    top = isRail ? box.bottom - height : box.bottom + GAP;
    if (top + height > innerHeight - EDGE) top = Math.max(EDGE, isRail ? innerHeight - EDGE - height : box.top - GAP - height);
  }
  menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
  menu.style.visibility = "";
}
