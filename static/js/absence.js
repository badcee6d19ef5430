// What the list missed while the page heard nothing, or when too much changed to be told card by card.
import { nodesOf } from "./http.js";

const AGAIN = 3000;

/** A list that is in use stays under its reader's eyes: each card is renewed where it stands, and those that came
 *  meanwhile take their places. */
export async function makeUpFor(list) {
  const isLoading = list.cards.classList.contains("is-loading");
  if (isLoading || !list.isInUse) return list.refresh({ toTop: isLoading });
  list.isBehind = true;
  const { asked } = list;
  let page;
  try {
    page = await list.pages.fetch(list.query);
  } catch (error) {
    if (error.isPassing) setTimeout(() => asked === list.asked && list.isBehind && makeUpFor(list), AGAIN);
    return undefined;
  }
  if (asked !== list.asked) return undefined;
  const cards = [...nodesOf(page.html).querySelectorAll(".card"), ...list.cards.querySelectorAll(".card")];
  for (const { dataset } of cards) list.touch(dataset.id);
  return undefined;
}
