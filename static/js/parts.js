// What an open conversation is made of (conversation.js): there with the page that begins with one, else fetched later.
import { gettext } from "./text.js";
import { toast } from "./toast.js";

let parts = null;

export const provide = (found) => (parts = found);

/** Null until it is there. */
export const present = () => parts;

/** Fails as `isPart` when it does not come. */
export async function bring() {
  await import("./conversation.js").catch(() => Promise.reject({ isPart: true }));
  return parts;
}

/** A browser may remember that a script did not come, and ask for it no more: only a page that is loaded again does. */
export function tellMissing(address = location.href) {
  toast(gettext("A part of the page did not come."), { action: gettext("Load again"), onAction: () => location.assign(address), stays: 60000 });
}
