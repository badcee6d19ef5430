// What a file is and whether WhatsApp takes it: the server's own limits, asked before anything is uploaded.
import { fill, gettext, language } from "./text.js";

const LIMITS = JSON.parse(document.getElementById("file-limits")?.textContent || "{}");
const MB = 1024 * 1024;
// Browsers know no type for these.
const BY_NAME = { heic: "image/heic", heif: "image/heic", avif: "image/avif", mkv: "video/x-matroska", amr: "audio/amr", opus: "audio/ogg" };
const READABLE = /^text\/|json|xml|yaml|javascript|sql/;
const ICONS = { pdf: "file-type-pdf", doc: "file-type-doc", docx: "file-type-doc", xls: "file-type-xls", xlsx: "file-type-xls", ppt: "file-type-ppt", pptx: "file-type-ppt" };
const WITH_CAPTION = ["image", "video", "document"];

const endingOf = (file) => (/\.(\w{1,8})$/.exec(file.name)?.[1] || "").toLowerCase();
const typeOf = (file) => file.type.split(";")[0] || BY_NAME[endingOf(file)] || "";

/** The kind of message that carries it, chosen as the server does. */
export function kindOf(file) {
  const type = typeOf(file);
  if (type.startsWith("audio/")) return "audio";
  return ["image", "video"].find((kind) => type.startsWith(kind) && LIMITS[kind]?.types.includes(type)) || "document";
}

export const takesCaption = (kind) => WITH_CAPTION.includes(kind);

export const iconOf = (file) => ({ image: "photo", video: "video", audio: "music" })[kindOf(file)] || ICONS[endingOf(file)] || "file-text";

/** What is wrong with it, as a sentence that says what to do; empty when nothing is. */
export function faultOf(file) {
  const kind = kindOf(file), limit = LIMITS[kind];
  if (!file.size) return gettext("This file is empty, or a folder. Choose a file with something in it.");
  if (!limit) return "";
  if (!isTaken(file, limit)) return fill(typeFault(kind), { ending: endingOf(file) ? `.${endingOf(file)}` : typeOf(file) });
  if (file.size <= limit.size) return "";
  return fill(gettext("%(size)s is too large: at most %(most)s. Make it smaller, or send a link to it."), { size: sizeOf(file.size), most: sizeOf(limit.size) });
}

function isTaken(file, limit) {
  const type = typeOf(file);
  return !type || limit.types.includes(type) || (kindOf(file) === "document" && READABLE.test(type));
}

const typeFault = (kind) => (kind === "audio"
  ? gettext("WhatsApp takes no sound of this type (%(ending)s). Send MP3, M4A, OGG or WAV.")
  : gettext("WhatsApp takes no files of this type (%(ending)s). Send a PDF, an Office file, a picture, sound or video, or a link."));

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [value, unit, digits] = bytes < MB ? [bytes / 1024, "kB", 0] : [bytes / MB, "MB", bytes < 10 * MB ? 1 : 0];
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${unit}`;
}

export const typeName = (file) => endingOf(file).toUpperCase() || typeOf(file).split("/")[1]?.toUpperCase() || "";
