// The overview renews itself when something happened, at most once a second, and every half minute anyway.
import "./menus.js";
import "./repeats.js";
import { htmx } from "./hx.js";
import * as profile from "./profile.js";
import { Socket } from "./socket.js";

const AGAIN = 3000, ANYWAY = 30000;
const RELEVANT = ["new_message", "conversation_assigned", "conversation_updated", "queue_update", "agent_status", "alert"];
const numbers = document.getElementById("numbers"), state = document.getElementById("state");
const renew = () => htmx.trigger(numbers, "renew");

profile.wireProfile();
profile.showTheme();
numbers.addEventListener("refused", () => setTimeout(renew, AGAIN));
new Socket({
  mark: null,
  onEvent: (event) => {
    if (RELEVANT.includes(event.type)) renew();
    if (event.type === "agent_status" && String(event.agent_id) === document.body.dataset.user) profile.showPresence(event.status);
  },
  onMissed: renew,
  onState: (isOpen) => {
    state.classList.toggle("is-off", !isOpen);
    if (isOpen) profile.showConnected();
  },
});
setInterval(() => document.hidden || renew(), ANYWAY);
document.addEventListener("desk:signed-out", () => location.reload());
