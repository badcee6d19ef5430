// What every page has; one that is read, or whose parts and forms htmx cares for, needs nothing else.
import "./hx.js";
import "./lists.js";
import "./menus.js";
import "./repeats.js";
import "./there.js";
import "./unfinished.js";
import * as profile from "./profile.js";

profile.wireProfile();
profile.showTheme();
// What is not saved yet would go with the page.
document.addEventListener("desk:signed-out", () => document.querySelector("[data-keeps]") || location.reload());
