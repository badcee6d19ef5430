/* Does with Kapso's client what it is told, and prints what came of it. */
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");

const from = createRequire(`${process.argv[2]}/package.json`);
const { WhatsAppClient } = from("@kapso/whatsapp-cloud-api");
const { normalizeWebhook, verifySignature } = from("@kapso/whatsapp-cloud-api/server");
const told = JSON.parse(readFileSync(0, "utf8"));

async function send({ base, version, phoneNumberId, businessAccountId, to, png, wamid }) {
  const { messages, media, templates } = new WhatsAppClient({ accessToken: "any", baseUrl: base, graphVersion: version });
  const common = { phoneNumberId, to };
  const file = new Blob([Buffer.from(png, "base64")], { type: "image/png" });
  const uploaded = await media.upload({ phoneNumberId, type: "image/png", file, fileName: "foto.png" });
  const found = await media.get({ mediaId: uploaded.id, phoneNumberId });
  const bytes = await media.download({ mediaId: uploaded.id, phoneNumberId, auth: "always" });
  const parameters = [{ type: "text", text: "João" }];
  const template = { name: "boas_vindas", language: { code: "pt_BR" }, components: [{ type: "body", parameters }] };
  const rows = [{ id: "1", title: "500 Mega", description: "Fibra" }];
  const sends = {
    text: () => messages.sendText({ ...common, body: "Olá, São Paulo" }),
    image: () => messages.sendImage({ ...common, image: { id: uploaded.id, caption: "Veja" } }),
    location: () => messages.sendLocation({ ...common, location: { latitude: -23.5, longitude: -46.6, name: "Loja" } }),
    contacts: () =>
      messages.sendContacts({ ...common, contacts: [{ name: { formattedName: "Zé", firstName: "Zé" }, phones: [] }] }),
    reaction: () => messages.sendReaction({ ...common, reaction: { messageId: wamid, emoji: "👍" } }),
    template: () => messages.sendTemplate({ ...common, template }),
    button: () =>
      messages.sendInteractiveButtons({ ...common, bodyText: "Certo?", buttons: [{ id: "y", title: "Sim" }] }),
    list: () =>
      messages.sendInteractiveList({
        ...common, bodyText: "Escolha", buttonText: "Planos", sections: [{ title: "Fibra", rows }],
      }),
    cta_url: () =>
      messages.sendInteractiveCtaUrl({
        ...common, bodyText: "Veja", parameters: { displayText: "Abrir", url: "https://example.com" },
      }),
  };
  const sent = {};
  for (const [kind, act] of Object.entries(sends)) sent[kind] = (await act()).messages[0].id;
  const listed = await templates.list({ businessAccountId, limit: 2 });
  const read = await messages.markRead({ phoneNumberId, messageId: wamid });
  const refusal = await messages.sendText({ ...common, to: "+551130000000", body: "Eu" }).catch((error) => error);
  return {
    sent,
    media: { ...found, bytes: Buffer.from(bytes).toString("base64") },
    templates: listed.data.map((one) => one.name),
    next: listed.paging?.cursors?.after,
    read: read.success,
    refusal: { code: refusal.code, message: refusal.message },
  };
}

function receive({ webhooks, secret }) {
  return webhooks.map(({ body, signature }) => {
    const rawBody = Buffer.from(body, "base64");
    const { messages, statuses, contacts } = normalizeWebhook(JSON.parse(rawBody.toString("utf8")));
    return { isSigned: verifySignature({ appSecret: secret, rawBody, signatureHeader: signature }), messages, statuses, contacts };
  });
}

Promise.resolve(told.webhooks ? receive(told) : send(told)).then(
  (result) => process.stdout.write(JSON.stringify(result)),
  (problem) => {
    process.stderr.write(`${problem.stack}\n`);
    process.exit(1);
  },
);
