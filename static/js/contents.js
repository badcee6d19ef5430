// The fields of a form, as the object that WhatsApp takes; each field learns its place in it, for what is wrong there.
const words = (text) => text.trim().split(/\s+/).filter(Boolean);
const number = (text) => (/^-?\d+([.,]\d+)?$/.test(text || "") ? Number(text.replace(",", ".")) : text);

/** Those below `root` that belong to no entry in between. */
const own = (root, what) => [...root.querySelectorAll(what)].filter((node) => node.parentElement.closest("[data-entry], .compose-fields") === root);
const entriesOf = (list) => [...list.children].filter((node) => node.matches("[data-entry]"));
const isBlank = (entry) => [...entry.querySelectorAll("[data-path]")].every((field) => !field.value.trim());

export function read(root, place = "") {
  const found = {};
  for (const field of own(root, "[data-path]")) {
    field.dataset.at = place + field.dataset.path;
    if (field.value.trim()) set(found, field.dataset.path, field.value);
  }
  for (const list of own(root, "[data-list]")) {
    // Empty ones at the end are only waiting.
    const all = entriesOf(list), last = Math.max(0, all.findLastIndex((entry) => !isBlank(entry)));
    set(found, list.dataset.list, all.slice(0, last + 1).map((entry, index) => read(entry, `${place}${list.dataset.list}.${index}.`)));
    all.slice(last + 1).forEach((entry, index) => read(entry, `${place}${list.dataset.list}.${last + 1 + index}.`));
  }
  return found;
}

export function write(root, values, addEntry) {
  for (const field of own(root, "[data-path]")) field.value = get(values, field.dataset.path) ?? "";
  for (const list of own(root, "[data-list]")) {
    const rows = get(values, list.dataset.list) || [];
    while (entriesOf(list).length < rows.length) addEntry(list);
    entriesOf(list).forEach((entry, index) => write(entry, rows[index] || {}, addEntry));
  }
}

const steps = (path) => path.split(".");
const get = (source, path) => steps(path).reduce((at, key) => at?.[key], source);

function set(target, path, value) {
  const keys = steps(path), last = keys.pop();
  let at = target;
  keys.forEach((key, index) => (at = at[key] ??= /^\d+$/.test(keys[index + 1] ?? last) ? [] : {}));
  at[last] = value;
}

const styled = (type, values) => ({ type, ...values, ...(values.header && { header: { type: "text", ...values.header } }) });
const named = (name, values) => ({ ...values, action: { name, ...values.action } });

export const shapes = {
  location: (values) => ({ ...values, latitude: number(values.latitude), longitude: number(values.longitude) }),
  contact: ({ name, phones, ...rest }) => {
    const [first, ...others] = words(name?.formatted_name || "");
    const full = name && { formatted_name: words(name.formatted_name).join(" "), first_name: first, ...(others.length && { last_name: others.join(" ") }) };
    const phone = phones?.[0].phone.trim(), digits = phone?.replace(/\D/g, "");
    // Only with its country code the card can open a chat.
    return [{ ...(full && { name: full }), ...(phone && { phones: [{ phone, type: "CELL", ...(phone.startsWith("+") && { wa_id: digits }) }] }), ...rest }];
  },
  buttons: (values) => styled("button", { ...values, action: { buttons: values.action.buttons.map((one, index) => ({ type: "reply", reply: { id: `button-${index + 1}`, ...one.reply } })) } }),
  list: (values) => {
    let count = 0;
    const sections = values.action.sections.map((section) => ({ ...section, rows: section.rows.map((row) => ({ id: `row-${(count += 1)}`, ...row })) }));
    return styled("list", { ...values, action: { ...values.action, sections } });
  },
  link: (values) => styled("cta_url", named("cta_url", values)),
  ask: (values) => styled("location_request_message", named("send_location", values)),
};
