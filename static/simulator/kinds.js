/* What a customer can send, as the wire has it. */

/** A tap on a button or a row, as a type and its content. */
export function tapAnswer({ kind, id, title, description }) {
  if (kind === "button") return ["button", { payload: id, text: title }];
  const reply = description ? { id, title, description } : { id, title };
  return ["interactive", { type: kind, [kind]: reply }];
}

/** What a bubble says, in one line. */
export function textOf(bubble) {
  const said = bubble.querySelector(".card-bubble > .text, .place strong, .file span");
  return said?.textContent ?? bubble.querySelector("img")?.alt ?? "";
}

const REFERRAL = {
  source_url: "https://fb.me/exemplo", source_id: "120200000000000000", source_type: "ad", headline: "Fibra 500 Mega",
  body: "Mais velocidade para a sua casa", media_type: "image", image_url: "https://example.com/anuncio.png", ctwa_clid: "ARAkLkA8",
};
const ITEM = { product_retailer_id: "fibra-500", quantity: 2, item_price: 99.9, currency: "BRL" };
const ODD = {
  order: () => ["order", { catalog_id: "1", text: "Pode entregar hoje?", product_items: [ITEM] }, {}],
  referral: () => ["text", "Oi, vi o anúncio de vocês", { referral: REFERRAL }],
  forwarded: () => ["text", "Leia com atenção e passe adiante", { context: { frequently_forwarded: true } }],
  group: () => ["text", "Alguém sabe se a internet voltou?", { group_id: "Y2FwaV9ncm91cDoxMjM" }],
  poll: () => ["unsupported", { type: "poll" }, {}],
  unknown: () => ["hologram", { depth: 3 }, {}],
};

/** Rare messages: type, content, and what stands beside it. */
export const oddMessage = (name) => ODD[name]();
