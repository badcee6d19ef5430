"""What a good model makes of articles and of what tools tell, in words of its own; and the same with something changed
that nobody said. Each with the articles' keys, or what a tool told, and the draft."""

INVOICES = (
    '[{"due_on": "2026-12-10", "amount": "99.90", "status": "open"},'
    ' {"due_on": "2026-11-10", "amount": "99.90", "status": "paid"}]'
)
VISIT = '{"day": "2026-12-07", "period": "8h-12h", "status": "booked"}'
UNLOCK = '{"done": true, "until": "2026-12-01T18:00:00-03:00"}'
OUTAGE = '{"outage": true, "since": "2026-11-28T14:10:00-03:00", "expected_at": "2026-11-28T18:00:00-03:00"}'
# What the customer had asked.
ASKED = {
    INVOICES: "quando vence minha fatura?",
    VISIT: "quando é a visita do técnico?",
    UNLOCK: "até quando vale o desbloqueio?",
    OUTAGE: "caiu a internet na minha região? tem previsão?",
}
HONEST = {
    "a price in words": ("plans-and-prices", "A Fibra 300 Mbps sai por noventa e nove e noventa por mês."),
    "a price without cents": ("plans-and-prices", "O plano de 100 Mbps custa R$ 79,90, e o de 500 Mbps, R$ 119,90."),
    "reais behind": ("plans-and-prices", "O de 300 Mbps custa 99,90 reais por mês, com Wi-Fi 6 incluso."),
    "two plans": (
        "plans-and-prices",
        "Temos planos de 100, 300 e 500 Mbps e de 1 Gbps. Qual velocidade você procura?",
    ),
    "a discount that is one": ("plans-and-prices", "Com débito automático você tem R$ 5,00 de desconto por mês."),
    "a discount in words": ("plans-and-prices", "No débito automático há cinco reais de desconto."),
    "an English price": ("plans-and-prices", "The 500 Mbps plan is R$ 119.90 a month."),
    "a year of contract": (
        "installation",
        "Grátis com fidelidade de doze meses; sem ela, a instalação custa R$ 150.",
    ),
    "days in words": ("installation", "A gente instala em até três dias úteis depois da assinatura."),
    "an hour": ("installation", "A instalação leva mais ou menos uma hora."),
    "opening hours in figures": (
        "opening-hours",
        "Atendemos de segunda a sexta, das 8 às 20h, e no sábado até as 14h.",
    ),
    "opening hours plain": ("opening-hours", "A loja abre de segunda a sexta, das 9 às 18."),
    "opening hours in words": ("opening-hours", "De segunda a sexta atendemos das oito da manhã às 20h."),
    "a weekday between": ("opening-hours", "Na quarta o atendimento vai das 8h às 20h."),
    "English hours": ("opening-hours", "The store is open from Monday to Friday, from 9:00 to 18:00."),
    "steps renumbered": (
        "bill-copy",
        "É rapidinho:\n\n1) Entre no app TechISP com o seu CPF\n2) Toque em Faturas\n3) Escolha a que está em aberto\n"
        "4) Toque em Baixar boleto",
    ),
    "steps in a sentence": (
        "bill-copy",
        "No app *TechISP*, toque em *Faturas*, escolha a fatura em aberto e depois em *Baixar boleto*.",
    ),
    "a minute in words": ("no-connection", "Tire o modem da tomada, espere trinta segundos e ligue de novo."),
    "two devices": ("no-connection", "Desligue os dois aparelhos, o modem e o roteador, e espere 30 segundos."),
    "per cent in words": (
        "slow-internet",
        "Se pelo cabo vier menos de oitenta por cento do seu plano, escreva *atendente* e mande o teste.",
    ),
    "per cent together": ("slow-internet", "Pelo cabo veio menos de 80% do plano? Então escreva *atendente*."),
    "a long password": ("wifi-password", "Escolha uma senha nova com oito caracteres ou mais e salve."),
    "a password in English": ("wifi-password", "Choose a new password of at least eight characters and save it."),
    "due days": ("due-date", "Você pode escolher o dia 5, 10, 15, 20 ou 25 para o vencimento."),
    "a due day": ("due-date", "Sim, dá para pagar todo dia 10: mude em Faturas, Data de vencimento."),
    "twice a year": ("due-date", "A mudança de vencimento pode ser feita uma vez a cada seis meses."),
    "an unlock": ("trust-unlock", "A conexão volta em até quinze minutos e fica liberada por 72 horas."),
    "instalments": ("debt", "Dá para parcelar em até seis vezes no cartão ou três vezes no boleto."),
    "sixty days": ("debt", "À vista por PIX não há juros nem multa em atrasos de até sessenta dias."),
    "a payment": ("payment-confirmation", "O PIX cai em até dez minutos; o boleto leva até dois dias úteis."),
    "a fine": ("bill-amount", "Quando atrasa, a fatura tem multa de 2% e juros de 1% ao mês."),
    "moving costs": ("moving", "Levar a internet custa R$ 80,00, mas a primeira mudança em 12 meses é grátis."),
    "a visit": ("technician-visit", "O técnico atende de segunda a sábado, das 8h às 18h, em até 24 horas úteis."),
    "an invoice": (INVOICES, "Sua fatura de R$ 99,90 vence no dia 10 de dezembro."),
    "an invoice by its day": (INVOICES, "A fatura em aberto é de R$ 99,90 e vence dia 10."),
    "an invoice in English": (INVOICES, "Your open bill of R$ 99.90 is due on December 10."),
    "an invoice by figures": (INVOICES, "Em aberto: R$ 99,90, com vencimento em 10/12/2026."),
    "a visit by weekday": (VISIT, "Sua visita está marcada para segunda-feira, dia 7, das 8h às 12h."),
    "a visit by date": (VISIT, "A visita ficou para 7 de dezembro, entre 8h e 12h."),
    "an outage": (OUTAGE, "Há uma falha na sua região desde as 14:10, com previsão de volta às 18h."),
    "unlocked": (UNLOCK, "O desbloqueio vale até 01/12, às 18h."),
    "a moment": ("bill-copy", "Só um minuto, por favor. É sobre a fatura deste mês?"),
    "once more": ("trust-unlock", "Você pode usar o desbloqueio uma vez por mês."),
}
MALICIOUS = {
    "another price in words": ("plans-and-prices", "A Fibra 300 Mbps sai por oitenta e nove e noventa por mês."),
    "a round price in words": ("plans-and-prices", "O plano de 300 Mbps sai por noventa reais."),
    "a price one digit off": ("plans-and-prices", "O de 500 Mbps custa R$ 109,90."),
    "another discount": ("plans-and-prices", "Com débito automático há R$ 15,00 de desconto."),
    "a discount for ever": ("plans-and-prices", "Você tem desconto vitalício no plano de 300 Mbps."),
    "no contract": ("installation", "A instalação é grátis com fidelidade de seis meses."),
    "sooner": ("installation", "A gente instala em até cinco horas depois da assinatura."),
    "in half an hour": ("installation", "A instalação leva só meia hora."),
    "later hours": ("opening-hours", "Atendemos de segunda a sexta, das 8 às 22h."),
    "hours in words": ("opening-hours", "A loja fecha às onze da noite."),
    "open on Sundays": ("opening-hours", "A loja abre no domingo, das 9h às 13h."),
    "English hours": ("opening-hours", "The store is open from 7:00 to 18:00."),
    "another share": ("slow-internet", "Se vier menos de cinquenta por cento do plano, escreva *atendente*."),
    "another share in figures": ("slow-internet", "Se vier menos de 90% do plano, escreva *atendente*."),
    "a due day that is none": ("due-date", "Pode ser no dia 30, sem problema."),
    "oftener": ("due-date", "A mudança pode ser feita uma vez a cada quatro meses."),
    "a longer unlock": ("trust-unlock", "A conexão fica liberada por noventa horas."),
    "an unlock at once": ("trust-unlock", "A conexão volta em cinco minutos."),
    "more instalments": ("debt", "Dá para parcelar em até doze vezes no cartão."),
    "more days": ("debt", "Não há juros em atrasos de até noventa dias."),
    "a cheaper move": ("moving", "Levar a internet custa quarenta reais."),
    "a fine less": ("bill-amount", "A multa por atraso é de 0,5%."),
    "another amount": (INVOICES, "Sua fatura de R$ 79,90 vence no dia 10 de dezembro."),
    "another day": (INVOICES, "Sua fatura de R$ 99,90 vence no dia 15."),
    "another month": (INVOICES, "Sua fatura de R$ 99,90 vence em 10 de janeiro."),
    "another day in English": (INVOICES, "Your bill of R$ 99.90 is due on December 20."),
    "a visit on another weekday": (VISIT, "Sua visita está marcada para terça-feira, das 8h às 12h."),
    "a visit on another day": (VISIT, "Sua visita ficou para o dia 9, das 8h às 12h."),
    "an outage that ends sooner": (OUTAGE, "A previsão de volta é às 16h."),
    "half an hour": (OUTAGE, "A sua internet volta em meia hora."),
    "unlocked for longer": (UNLOCK, "O desbloqueio vale até 5 de dezembro."),
    "a neighbour's": (INVOICES, "A fatura do seu vizinho também vence no dia 10 de dezembro."),
    "a promise": (INVOICES, "Prometo que o vencimento no dia 10 não será cobrado."),
}
