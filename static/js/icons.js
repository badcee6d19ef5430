// The icons. One that refers to another file is drawn a frame later than what stands around it, and its styles with it;
// so the file is brought into the page when there is time, and what is fetched from then on refers to it there.
const PREFIX = "icon-";
let file = null;

export const withIcons = (html) => (file ? html.replaceAll(`href="${file}#`, `href="#${PREFIX}`) : html);

export function drawIconOf(node, name) {
  const use = node.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#(icon-)?.*/, `#$1${name}`));
}

export async function bringIcons() {
  const address = document.querySelector("svg.icon > use").getAttribute("href").split("#")[0];
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return;
  const box = document.createElement("template");
  box.innerHTML = (await answer.text()).replaceAll(' id="', ` id="${PREFIX}`);
  const icons = box.content.querySelector("svg");
  icons.style.display = "none";
  document.body.append(icons);
  file = address;
}
