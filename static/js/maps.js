// Pure: the place that a pasted map link, or two numbers, stand for.
const NUMBER = "(-?\\d{1,3}(?:\\.\\d+)?)";
const PAIR = new RegExp(`^\\s*(?:geo:)?\\(?${NUMBER}\\s*[,; ]\\s*${NUMBER}(?!\\d)\\)?(.*)`);
// With decimal commas, as sheets write them in Brazil.
const PAIR_WITH_COMMAS = /^\(?(-?\d{1,3},\d+)\s*[,; ]\s*(-?\d{1,3},\d+)\)?$/;
// In a long link the pin (!3d…!4d…) is the place; @… is only where the map was looking.
const IN_LINK = [
  new RegExp(`!3d${NUMBER}!4d${NUMBER}`),
  new RegExp(`[?&](?:q|query|ll|destination|daddr|center|mlat)=(?:loc:)?${NUMBER}(?:,|%2C|&mlon=)\\+?${NUMBER}`, "i"),
  new RegExp(`/(?:search|place|dir//?)/?${NUMBER},\\+?${NUMBER}`),
  new RegExp(`@${NUMBER},${NUMBER}`),
];
const SHORT = /^https?:\/\/(?:maps\.app\.goo\.gl|goo\.gl\/maps|g\.co)\//i;

export const isShortLink = (text) => SHORT.test(text.trim());

/** { latitude, longitude, name } as texts, or null. */
export function placeIn(text) {
  const plain = text.trim();
  const isLink = /^https?:\/\//i.test(plain);
  const found = isLink ? IN_LINK.map((pattern) => pattern.exec(plain)).find(Boolean) : withPoints(PAIR_WITH_COMMAS.exec(plain)) || pairIn(plain);
  if (!found || Math.abs(found[1]) > 90 || Math.abs(found[2]) > 180) return null;
  return { latitude: found[1], longitude: found[2], name: isLink ? nameIn(plain) : "" };
}

const withPoints = (found) => found?.map((part) => part.replace(",", "."));

/** Whole numbers that go on are parts of something else. */
function pairIn(text) {
  const found = PAIR.exec(text);
  return found && !(found[1] + found[2]).includes(".") && /^\s*[\d.,;-]/.test(found[3]) ? null : found;
}

function nameIn(link) {
  const name = /\/place\/([^/@]+)/.exec(link)?.[1].replace(/\+/g, " ");
  try {
    const text = decodeURIComponent(name || "");
    return /^[-\d., ]*$/.test(text) ? "" : text;
  } catch {
    return "";
  }
}
