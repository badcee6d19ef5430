// On a page without live content one is there all the same: its socket says so, and shows one's own presence.
import * as profile from "./profile.js";
import { Socket } from "./socket.js";

const me = document.body.dataset.user;

new Socket({
  mark: null,
  onEvent: (event) => event.type === "agent_status" && String(event.agent_id) === me && profile.showPresence(event.status),
  onMissed: () => {},
  onState: (isOpen) => isOpen && profile.showConnected(),
});
