// Django's catalogue is loaded before the modules; without it the page speaks English.
export const gettext = window.gettext || ((text) => text);
export const ngettext = window.ngettext || ((one, many, count) => (count === 1 ? one : many));
export const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
export const language = document.documentElement.lang || "pt-br";
export const timeZone = document.documentElement.dataset.timezone || "America/Sao_Paulo";
