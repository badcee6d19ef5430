// The emoji that the composer offers, each with the words by which it is found, in Portuguese and English.
const LIST = `
😀 sorriso feliz alegre|grin happy smile
😃 sorriso alegria|smile joy
😄 sorriso rindo feliz|smile laugh happy
😁 sorrisão dentes|beaming grin
😊 sorriso gentil corado obrigado|blush smile kind
🙂 leve sorriso|slight smile
😉 piscadinha|wink
😂 chorando de rir risada|joy laugh tears
🤣 rolando de rir|rofl laugh
😅 alívio suor sem graça|sweat relief awkward
😇 anjo|angel halo
😍 apaixonado amor|heart eyes love
🥰 carinho amor|love hearts
😘 beijo|kiss
😎 legal óculos|cool sunglasses
🤩 uau estrela|star struck wow
🤗 abraço|hug
🤔 pensando dúvida|think hmm
🤨 desconfiado|raised eyebrow
😐 neutro|neutral
🙄 revirar os olhos|eye roll
😏 malicioso|smirk
😬 careta tenso|grimace
😌 aliviado|relieved
😴 dormindo sono|sleep
🤒 doente febre|sick fever
🤧 espirro gripe|sneeze cold
🥳 festa comemorar parabéns|party celebrate
😕 confuso|confused
😟 preocupado|worried
🙁 triste|sad frown
😮 surpresa|surprise open mouth
😲 espanto|astonished
🥺 por favor pidão|pleading please
😢 choro triste|cry sad
😭 chorando muito|sob cry
😤 irritado bufando|huff steam
😠 bravo raiva|angry
😡 furioso raiva|rage furious
😱 medo grito|scream fear
😳 envergonhado|flushed
🤯 explodindo chocado|mind blown
🙏 obrigado por favor oração|thanks please pray
👍 joinha positivo ok certo|thumbs up yes ok
👎 negativo não|thumbs down no
👌 ok perfeito|ok perfect
👏 palmas parabéns|clap applause
🙌 comemorar mãos|raised hands hooray
🤝 acordo aperto de mão combinado|handshake deal
👋 oi olá tchau aceno|wave hello bye
✌️ paz vitória|peace victory
🤞 dedos cruzados sorte|fingers crossed luck
💪 força músculo|strong muscle
👉 direita apontar|point right
👈 esquerda apontar|point left
👆 cima apontar|point up
👇 baixo apontar|point down
✋ pare mão|stop hand
🤷 não sei dar de ombros|shrug
🤦 ai mão na cara|facepalm
👀 olhos vendo|eyes look
🧑‍💻 técnico computador|technologist computer
🧑‍🔧 técnico conserto mecânico|technician mechanic repair
👷 obra instalação|worker construction
❤️ coração amor vermelho|heart love red
🧡 coração laranja|orange heart
💛 coração amarelo|yellow heart
💚 coração verde|green heart
💙 coração azul|blue heart
💜 coração roxo|purple heart
💔 coração partido|broken heart
✨ brilho novo|sparkles new
⭐ estrela|star
🌟 estrela brilhante|glowing star
🔥 fogo quente|fire hot
💥 explosão|boom
🎉 festa parabéns|party congratulations tada
🎊 confete festa|confetti
🎁 presente brinde|gift present
🎂 bolo aniversário|cake birthday
🏆 troféu campeão|trophy winner
✅ certo pronto feito|check done
✔️ certo visto|check mark
❌ errado não x|cross wrong no
⚠️ atenção aviso cuidado|warning attention
❗ exclamação importante|exclamation important
❓ pergunta dúvida|question
ℹ️ informação|information
🚫 proibido|forbidden
🆗 ok|ok
🔴 vermelho luz los|red light
🟠 laranja|orange
🟡 amarelo|yellow
🟢 verde luz online|green light online
🔵 azul|blue
⚪ branco|white
⚫ preto|black
📶 sinal wifi rede|signal wifi network
🛜 wifi sem fio|wifi wireless
🌐 internet rede|internet globe network
📡 antena satélite|antenna satellite
🔌 tomada energia cabo|plug power cable
💡 ideia lâmpada|idea light bulb
🔋 bateria|battery
💻 computador notebook|laptop computer
🖥️ computador monitor|desktop computer
📱 celular telefone|mobile phone
☎️ telefone|telephone
📞 ligação telefone|call phone
📺 tv televisão|tv television
🎮 jogo videogame|game
🏠 casa|house home
🏢 prédio empresa|building office
🛠️ ferramentas conserto|tools repair
🔧 chave conserto manutenção|wrench repair maintenance
⚙️ engrenagem configuração|gear settings
🔒 cadeado seguro|lock secure
🔑 chave senha|key password
🔍 busca lupa|search magnifier
📅 data calendário agenda|calendar date
🕐 hora relógio|clock time
⏰ alarme despertador|alarm clock
⏳ aguarde ampulheta espera|hourglass wait
🚗 carro|car
🚚 caminhão entrega|truck delivery
📍 local endereço|pin location address
🗺️ mapa|map
📦 pacote caixa entrega|package box
📄 documento|document page
📎 anexo clipe|paperclip attachment
📝 anotação escrever|memo note write
✏️ lápis editar|pencil edit
📧 e-mail|email
📷 câmera foto|camera photo
🎧 atendimento fone suporte|headphones support
💰 dinheiro|money bag
💵 dinheiro nota|cash money
💳 cartão pagamento|card payment
🧾 recibo fatura boleto|receipt invoice bill
📈 subindo gráfico|chart up
📉 caindo gráfico|chart down
☀️ sol|sun
🌙 lua noite|moon night
🌧️ chuva|rain
⛈️ tempestade raio|storm thunder
⚡ raio energia rápido|lightning power fast
☕ café|coffee
🍕 pizza|pizza
🌹 flor rosa|rose flower
🌻 girassol flor|sunflower
🐶 cachorro|dog
🐱 gato|cat
👶 bebê|baby
👨‍👩‍👧 família|family
🇧🇷 brasil bandeira|brazil flag
➡️ seta direita|arrow right
⬅️ seta esquerda|arrow left
⬆️ seta cima|arrow up
⬇️ seta baixo|arrow down
🔄 reiniciar atualizar|restart refresh
🚀 foguete rápido|rocket fast
👑 coroa|crown
💯 cem perfeito|hundred perfect`;

export const FACES = LIST.trim().split("\n").map((line) => {
  const [face, ...words] = line.split(" ");
  const names = words.join(" ");
  const [portuguese, english] = names.split("|");
  return { face, portuguese, english, key: plain(names) };
});

/** Without accents and in small letters, as people type. */
export function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}
