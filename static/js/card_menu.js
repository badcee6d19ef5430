// A card's menu (right button, the menu key, Shift+F10): what can be done with it without opening it; on one of several
// that are selected, with all of them. Shift and the right button give the browser's own.
import { getText, nodesOf, post } from "./http.js";
import { fill, gettext, ngettext } from "./text.js";
import { toast } from "./toast.js";

const me = document.body.dataset.user, steers = document.body.dataset.role !== "agent";
const HELD = ["in_progress", "waiting"];

export function wireCardMenu({ list, bulk, desk }) {
  const menu = document.getElementById("card-menu"), presets = menu.querySelector("[data-presets]");
  let ids = [], of = {};

  list.cards.addEventListener("contextmenu", (event) => {
    const card = event.target.closest(".card");
    if (!card || event.shiftKey || event.pointerType === "touch") return;
    event.preventDefault();
    const box = card.getBoundingClientRect(), isByKey = event.button !== 2;
    const at = isByKey ? [box.left + 48, box.top + 24] : [event.clientX, event.clientY];
    // Where it comes with the button's going down, its coming up would put the menu away.
    if (event.buttons) addEventListener("pointerup", () => setTimeout(() => open(card, at)), { once: true });
    else open(card, at);
  });

  function open(card, at) {
    const { id } = card.dataset;
    ids = bulk.chosen.has(id) ? [...bulk.chosen] : [id];
    of = { ...card.dataset, isUnread: card.classList.contains("is-unread") };
    menu.querySelector("[data-whose]").textContent = ids.length > 1 ? fill(ngettext("%(count)s selected", "%(count)s selected", ids.length), { count: ids.length }) : of.name;
    menu.querySelector('[data-way="open"]').href = card.href;
    const holds = states();
    for (const item of menu.querySelectorAll("[data-if]")) item.hidden = !holds[item.dataset.if];
    const labels = (of.labels || "").split(" ");
    for (const item of menu.querySelectorAll("[data-bulk]")) {
      const [kind, value] = item.dataset.bulk.split(":");
      const isSet = ids.length === 1 && (kind === "label" ? labels.includes(value) : kind === "priority" && of.priority === value);
      if (kind === "label" || kind === "priority") item.setAttribute("aria-pressed", isSet);
    }
    menu.dataset.at = at.join(" ");
    turn("first");
    menu.showPopover();
  }

  // It has its place only now (menus.js), and nothing in it could be focused before.
  menu.addEventListener("toggle", (event) => event.newState === "open" && visible()[0]?.focus({ preventScroll: true }));

  function states() {
    const one = ids.length === 1, isOpen = of.status !== "closed", isMine = of.agent === me;
    const may = isOpen && (isMine || !of.agent || steers);
    if (!one) return { free: true, unread: true, may: true };
    return {
      one, may, closed: !isOpen, unread: of.isUnread && (isMine || !of.agent),
      free: isOpen && !isMine && (!of.agent || steers),
      mine: HELD.includes(of.status) && (isMine || steers),
      read: !of.isUnread && isOpen && (isMine || of.status === "queue"),
    };
  }

  const visible = () => [...menu.querySelectorAll("[data-leaf]:not([hidden]) .menu-item")].filter((item) => !item.hidden && item.getClientRects().length);

  function turn(leaf) {
    for (const part of menu.querySelectorAll("[data-leaf]")) part.hidden = part.dataset.leaf !== leaf;
    if (!menu.matches(":popover-open")) return;
    dispatchEvent(new Event("resize")); // it has another height, and finds its place anew
    visible()[leaf === "first" ? 0 : 1]?.focus();
  }

  async function showPresets() {
    presets.replaceChildren();
    turn("snooze");
    const asked = ids, isLeft = () => asked !== ids || presets.closest("[data-leaf]").hidden || !menu.matches(":popover-open");
    try {
      const found = nodesOf(await getText(`/inbox/${ids[0]}/snooze/choices`)).querySelectorAll("[name=until]");
      if (isLeft()) return;
      presets.replaceChildren(...found);
      for (const button of found) button.type = "button";
      turn("snooze");
    } catch (error) {
      if (isLeft()) return;
      menu.hidePopover();
      toast(error.detail);
    }
  }

  menu.addEventListener("keydown", (event) => {
    const items = visible(), at = items.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) items[(next + items.length) % items.length]?.focus();
    else if (event.key === "ArrowLeft") turn("first");
    else if (event.key === "ArrowRight") document.activeElement.matches("[data-to]") && document.activeElement.click();
    else return;
    event.preventDefault();
  });

  menu.addEventListener("click", (event) => {
    const item = event.target.closest(".menu-item");
    if (!item) return;
    if (item.dataset.to) return void (item.dataset.to === "snooze" ? showPresets() : turn(item.dataset.to));
    menu.hidePopover();
    const meant = ids.length > 1 ? ids.filter((id) => bulk.chosen.has(id)) : ids; // another card's menu may be open when it is answered
    run(item, meant).catch((error) => toast(error.detail)).finally(() => meant.includes(desk.id) && desk.thread?.sync());
  });

  async function run(item, ids) {
    const { bulk: act, way } = item.dataset, [id] = ids;
    if (act) return tell(await bulk.send(item.getAttribute("aria-pressed") === "true" && act.startsWith("label:") ? `un${act}` : act, ids), act, ids);
    if (item.name === "until") {
      const answer = await post(`/inbox/${id}/snooze`, { until: item.value, seen: of.last || "" });
      desk.offerWaking(id, answer.text);
    } else if (way === "select") return bulk.toggle(list.find(id));
    else if (way === "copy") {
      await navigator.clipboard.writeText(new URL(`/inbox/${id}`, location.href).href);
      return toast(gettext("Copied."), { stays: 1500 });
    } else if (way === "unread") {
      await post(`/inbox/${id}/unread`);
      if (id === desk.id) desk.back(); // open, it would be read again at once
    } else if (way === "reopen") await post(`/inbox/${id}/reopen`);
    return list.touch(id);
  }

  function tell(answer, act, ids) {
    if (ids.length === 1 && answer.failed_count) return toast(answer.failed[0].detail);
    if (ids.length > 1) answer.done.forEach((id) => act.startsWith("close:") && bulk.chosen.delete(id));
    bulk.show();
    return ids.length > 1 || act.startsWith("close:") ? bulk.tell(answer, act) : undefined;
  }
}
