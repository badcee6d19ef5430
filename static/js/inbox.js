// The inbox: what comes over the socket goes to the list, the open conversation and the bell.
import { makeUpFor } from "./absence.js";
import { byKey } from "./menus.js";
import "./repeats.js";
import { wireAround } from "./around.js";
import { Bulk } from "./bulk.js";
import { wireCardMenu } from "./card_menu.js";
import { Desk } from "./desk.js";
import { listen } from "./keys.js";
import { Filters } from "./filters.js";
import { htmx } from "./hx.js";
import { List } from "./list.js";
import { mentioned, wireMentions } from "./mentions.js";
import * as notify from "./notify.js";
import { Outbox } from "./outbox.js";
import { Palette } from "./palette.js";
import { Uploads } from "./uploads.js";
import { bringIcons } from "./icons.js";
import * as profile from "./profile.js";
import { bring, tellMissing } from "./parts.js";
import { before, recent } from "./recent.js";
import { Socket } from "./socket.js";
import { steps, whenIdle } from "./steps.js";
import { hurry } from "./waiting.js";
import { drawTick } from "./ticks.js";
import { fill, gettext } from "./text.js";
import { setText } from "./time.js";
import { toast } from "./toast.js";

const REFRESH = 60000;
const me = document.body.dataset.user;
let socket = null, beside = {}, signedOut = null;

const list = new List({ onCounts: showCounts });
const outbox = new Outbox({
  onAccepted: (entry, answer) => desk.accepted(entry, answer),
  onRefused: (entry, error) => desk.refused(entry, error),
});
const uploads = new Uploads({
  outbox,
  onProgress: (entry) => desk.progressed(entry),
  onAccepted: (entry, answer) => desk.accepted(entry, answer),
  onRefused: (entry, error) => desk.refused(entry, error),
});
const desk = new Desk({ list, outbox, uploads, socket: () => socket });
const filters = new Filters(list), bulk = new Bulk(list);
list.onNarrowed = () => filters.show();
wireAround({ desk, list, filters });
wireCardMenu({ list, bulk, desk });
wireMentions(desk);
profile.wireProfile();
profile.showTheme();
profile.wireResizer();
profile.wirePreferences();

/** The part says itself how. Not everybody has every part. */
function renew(part) {
  const node = document.querySelector(part);
  if (node) htmx.trigger(node, "renew", {}, false);
}

function showCounts(counts) {
  if ("snoozed" in counts) document.querySelector(".tabs [data-tab=snoozed]").classList.toggle("has-some", counts.snoozed > 0);
  for (const node of document.querySelectorAll("[data-count]")) {
    if (node.dataset.count in counts) setText(node, counts[node.dataset.count]);
  }
  notify.showUnread(counts.unread);
}

const events = {
  new_message(event) {
    if (event.conversation_id === desk.id) {
      // One that is shown already is being sent again.
      if (desk.thread.find(event.message?.id)) desk.thread.sync([event.message.id]);
      else desk.thread.show(event.message);
      desk.thread.catchUp();
    }
    list.touch(event.conversation_id);
    if (event.direction === "incoming") ring(event);
  },
  note_added(event) {
    if (event.conversation_id === desk.id) desk.thread.catchUp();
  },
  followed_message(event) {
    list.touch(event.conversation_id);
    const isRead = event.conversation_id === desk.id && !document.hidden && document.hasFocus();
    if (!isRead) notify.tell("followed", event.context?.customer_name, event.content || "", () => desk.open(event.conversation_id));
  },
  mention: (event) => mentioned(desk, event),
  message_status(event) {
    if (event.conversation_id === desk.id) desk.thread.setStatus(event.message_id, event.status);
    const tick = document.querySelector(`[data-tick="${event.message_id}"]`);
    if (tick) event.status === "failed" ? list.touch(event.conversation_id) : drawTick(tick, event.status);
  },
  message_updated(event) {
    if (event.conversation_id === desk.id) desk.thread.sync([event.message_id]);
    list.touch(event.conversation_id);
  },
  message_file(event) {
    if (event.conversation_id === desk.id) desk.thread.sync([event.message_id]);
  },
  agent_typing(event) {
    if (event.conversation_id === desk.id) desk.thread.company.typing(event);
  },
  draft_changed(event) {
    if (event.conversation_id === desk.id) desk.composer.drafts.changed(event);
    const card = list.find(event.conversation_id);
    if (card && Boolean(card.querySelector(".chip.draft")) !== Boolean(event.text)) list.touch(event.conversation_id);
  },
  scheduled_failed(event) {
    toast(`${gettext("A scheduled message was not sent.")} ${event.detail}`, {
      action: gettext("Show"),
      onAction: () => desk.open(event.conversation_id),
      stays: 60000,
    });
  },
  conversation_woken(event) {
    changed(event);
    if (event.cause === "time") tellWoken(event);
  },
  sla_warning: (event) => tellOfSla(event, gettext("%(name)s: %(target)s is soon due.")),
  sla_breached: (event) => tellOfSla(event, gettext("%(name)s: %(target)s was missed.")),
  conversation_viewers(event) {
    if (event.conversation_id === desk.id) desk.thread.company.seen(event);
  },
  cards_company: (event) => beside.bystanders?.told(event),
  /** Something was told between the making of a conversation's pane and our joining it. Without an id: `seq` says it. */
  gap(event) {
    if (event.conversation_id && event.conversation_id === desk.id) renewThread();
  },
  agent_status(event) {
    if (String(event.agent_id) === me) profile.showPresence(event.status);
  },
  conversation_assigned(event) {
    changed(event);
    if (String(event.agent_id ?? event.conversation?.assigned_to?.id) === me) tellOf("assigned", event, gettext("A conversation was assigned to you."));
  },
  conversation_updated: changed,
  queue_update(event) {
    changed(event);
    if (event.position > 0) tellOf("queue", event, gettext("A customer is waiting in the queue."));
  },
  alert: () => renew("#alerts"),
  /** A colleague's: it may stand in the list. Without an id: the teams changed, and with them the list. */
  list_changed(event) {
    event.conversation_id ? list.touchSoon(event.conversation_id) : makeUpFor(list);
  },
};

function changed(event) {
  list.touch(event.conversation_id);
  if (event.conversation_id === desk.id) desk.thread.sync();
}

function ring(event) {
  const isRead = event.conversation_id === desk.id && !document.hidden && document.hasFocus();
  if (isRead || !concernsMe(event)) return;
  notify.tell("message", event.context?.customer_name, event.content || "", () => desk.open(event.conversation_id));
}

function tellOf(kind, event, text) {
  const name = event.context?.customer_name || event.conversation?.customer?.name || list.find(event.conversation_id)?.dataset.name;
  notify.tell(kind, name || text, text, () => desk.open(event.conversation_id));
}

/** Its time has come. When the customer wrote, the message rings. */
function tellWoken(event) {
  const words = event.is_unanswered ? gettext("%(name)s has not answered.") : gettext("%(name)s is back: its time has come.");
  const text = fill(words, { name: event.context?.customer_name || gettext("A conversation") });
  tellOf("woken", event, text);
  if (event.conversation_id !== desk.id) toast(text, { action: gettext("Show"), onAction: () => desk.open(event.conversation_id), stays: 20000 });
}

function tellOfSla(event, text) {
  const names = { first_response: gettext("first response"), next_response: gettext("next response"), resolution: gettext("resolution") };
  const words = fill(text, { name: event.context?.customer_name || gettext("A conversation"), target: names[event.target.kind] });
  tellOf("sla", event, words);
  if (event.conversation_id !== desk.id) toast(words, { action: gettext("Show"), onAction: () => desk.open(event.conversation_id), stays: 12000 });
}

/** Mine; not what a colleague or the bot is busy with. A card that is not loaded may be mine. */
function concernsMe(event) {
  const card = list.find(event.conversation_id);
  if (card) return card.dataset.agent === me;
  return document.body.dataset.role === "agent" && list.tab !== "mine";
}

function catchUp() {
  renew("#alerts");
  renewThread();
  makeUpFor(list);
}

function renewThread() {
  // One after the other: both bring what is new, and a bubble that is drawn twice loses its open menu.
  const thread = desk.thread;
  thread?.catchUp().then(() => thread.isClosed || thread.syncAll());
}

socket = new Socket({
  mark: document.body.dataset.mark,
  onEvent: (event) => events[event.type]?.(event),
  onMissed: catchUp,
  onState: (isOpen) => {
    document.getElementById("offline").hidden = isOpen;
    beside.bystanders?.forget();
    if (isOpen) {
      signedOut?.remove(); // signed in again in another tab
      beside.bystanders?.askSoon();
      hurry();
      profile.showConnected();
    }
  },
});
socket.join(desk.id || null, desk.mark);
desk.look();

document.addEventListener("desk:signed-out", () => {
  if (signedOut?.isConnected) return;
  signedOut = toast(gettext("You are signed out. What you wrote is kept."), {
    action: gettext("Sign in"),
    onAction: () => location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`),
    stays: 3600000,
  });
});
addEventListener("popstate", () => {
  const query = new URLSearchParams(location.search);
  const tab = query.get("tab") || list.tab, search = query.get("q") || "";
  query.delete("tab");
  query.delete("q");
  if (tab === list.tab && search === list.search && query.toString() === list.narrowing) return;
  list.show(tab, search, query.toString());
  filters.show();
});
document.addEventListener("visibilitychange", () => {
  desk.look();
  if (!document.hidden) desk.thread?.markRead();
});
addEventListener("pageshow", () => desk.look());
// Every event brings its card. This is for what no event tells of, as a team that was deleted.
setInterval(() => document.hidden || list.isInUse || list.refresh(), REFRESH);
setInterval(() => document.hidden || filters.views.querySelector(":focus-visible") || renew("#views"), REFRESH);

const step = steps(list, desk);

const dialog = (id) => () => desk.ask(id);
const palette = new Palette({ onOpen: (id) => desk.open(id), more: () => desk.commands(), recent: (onFound) => recent(desk, onFound) });
const press = (selector) => () => desk.isAwaiting || document.querySelector(`.thread-head ${selector}, #more ${selector}`)?.click();

listen({
  next: () => step(1),
  previous: () => step(-1),
  last: () => before(desk.id) && desk.open(before(desk.id)),
  reply: () => desk.write("reply"),
  note: () => desk.write("note"),
  take: press('[data-command="take"]'),
  transfer: dialog("transfer"),
  close: dialog("close"),
  labels: dialog("labels"),
  priority: dialog("priority"),
  snooze: dialog("snooze"),
  wait: press('[data-command="wait"]'),
  unread: press('[data-command="unread"]'),
  select: () => bulk.toggle(document.activeElement.closest(".card") || list.find(list.selected || "")),
  panel: () => desk.id && profile.togglePanel(),
  inside: () => desk.id && !desk.isAwaiting && desk.inside.open(),
  filter: byKey("filters"),
  search: () => document.getElementById("search-input").focus(),
  undo: () => desk.held?.undoLast(),
  help: byKey("help"),
  palette: () => palette.toggle(),
  escape: () => document.body.dataset.drawer === "open" && profile.togglePanel(),
});

// For whoever measures: from here on everything on the page can be used.
performance.mark("usable");

// What can wait is asked for all at once: its own imports would come in as many rounds as they are deep.
document.head.append(document.getElementById("soon").content);
import("./beside.js").then(({ furnish }) => (beside = furnish({ list, desk, filters, uploads, socket })), () => tellMissing());
bring().then((parts) => desk.furnish(parts), () => {}); // told to whoever opens a conversation
whenIdle(bringIcons);
