// The overview renews itself when something happened, at most once a second, and every half minute anyway.
import "./menus.js";
import { wireProfile } from "./acts.js";
import { wireAlerts } from "./alerts.js";
import { getText, nodesOf } from "./http.js";
import * as profile from "./profile.js";
import { Socket } from "./socket.js";
import { tickTimes } from "./time.js";

const PAUSE = 1000, AGAIN = 3000, ANYWAY = 30000;
const RELEVANT = ["new_message", "conversation_assigned", "conversation_updated", "queue_update", "agent_status", "alert"];
const numbers = document.getElementById("numbers"), state = document.getElementById("state");
let due = null;

async function renew() {
  clearTimeout(due);
  due = null;
  const html = await getText("/overview").catch(() => null);
  if (html === null) return void (due ??= setTimeout(renew, AGAIN));
  numbers.replaceChildren(nodesOf(html));
  tickTimes(numbers);
}

function changed() {
  due ??= setTimeout(renew, PAUSE);
}

wireProfile();
wireAlerts(renew);
profile.showTheme();
tickTimes(numbers);
new Socket({
  mark: null,
  onEvent: (event) => {
    if (RELEVANT.includes(event.type)) changed();
    if (event.type === "agent_status" && String(event.agent_id) === document.body.dataset.user) profile.showPresence(event.status);
  },
  onMissed: renew,
  onState: (isOpen) => {
    state.classList.toggle("is-off", !isOpen);
    if (isOpen) profile.showConnected();
  },
});
setInterval(() => document.hidden || changed(), ANYWAY);
document.addEventListener("desk:signed-out", () => location.reload());
