// What an open conversation is made of, and what can be done in it. Without one the page does not need it: it comes when
// the page can be used, or with the first one that is opened (desk.js).
import { wire } from "./acts.js";
import { Afterwards } from "./afterwards.js";
import { arrange } from "./arrange.js";
import { cannedCommands } from "./canned.js";
import { Composer } from "./composer.js";
import { wireFinish } from "./finish.js";
import { Forward } from "./forward.js";
import { Inside } from "./inside.js";
import { Later } from "./later.js";
import { wireMacros } from "./macros.js";
import { Panel } from "./panel.js";
import { provide } from "./parts.js";
import { pendingFile, pendingText, showProgress, showRefused } from "./pending.js";
import { wirePresses } from "./press.js";
import { keepCommand } from "./responses.js";
import { Thread } from "./thread.js";
import { Undoing } from "./undoing.js";
import { Viewer } from "./viewer.js";

/** What serves whichever conversation is open; made once. */
function furnish(desk) {
  desk.panel = new Panel(desk);
  desk.held = new Undoing(desk);
  desk.viewer = new Viewer({ loadOlder: () => desk.thread?.older() });
  desk.afterwards = new Afterwards(desk, desk.list);
  wire(desk);
  wireMacros(desk);
  wireFinish(desk);
  wirePresses();
  new Forward(desk);
}

/** For the command bar: what the open conversation offers beside its buttons. */
const commandsIn = async (desk) => [...keepCommand(desk), ...(await cannedCommands(desk.composer))];

provide({ Composer, Inside, Later, Thread, arrange, commandsIn, furnish, pendingFile, pendingText, showProgress, showRefused });
