// Pages that are read: what every page has, and nothing else.
import "./menus.js";
import "./there.js";
import { wireProfile } from "./acts.js";
import * as profile from "./profile.js";

wireProfile();
profile.showTheme();
document.addEventListener("desk:signed-out", () => location.reload());
