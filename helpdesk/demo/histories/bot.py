"""What the bot answered and closed without anybody's help, and what it could not."""

from conversations.models import Resolution
from helpdesk.demo.steps import Bot, Closes, Says
from helpdesk.demo.story import Began, Story

STORIES = (
    Story(
        "vera",
        Began(3, "08:25"),
        (
            Says("bom dia qual o telefone de voces"),
            Bot("Bom dia, Vera! A ligação é grátis pelo 0800 000 4747, e por aqui eu respondo a qualquer hora."),
            Says("obrigada meu filho"),
            Bot("Eu que agradeço, Vera. Tenha um ótimo dia!"),
            Closes("Telefone informado pelo assistente."),
        ),
    ),
    Story(
        "larissa",
        Began(2, "18:02"),
        (
            Says("oi, minha internet voltou a funcionar mas a tv não conecta mais"),
            Bot(
                "Oi, Larissa! Quando a senha do Wi-Fi muda, a TV precisa ser conectada de novo: abra Configurações, "
                "Rede, escolha a sua rede e digite a senha atual."
            ),
            Says("era isso mesmo, deu certo"),
            Bot("Que bom! Fico por aqui se precisar."),
            Closes("TV reconectada com a senha nova, com ajuda do assistente."),
        ),
    ),
    Story(
        "simone",
        Began(1, "10:48"),
        (
            Says("Como consigo o código de barras da fatura?"),
            Bot(
                "Olá, Simone! Abra o aplicativo *TechISP* e toque em *Faturas*: o código de barras "
                "e o PIX copia e cola aparecem em cada uma."
            ),
            Says("consegui!"),
            Bot("Perfeito! Posso ajudar em mais alguma coisa?"),
            Says("não, só isso"),
            Closes("Segunda via obtida no aplicativo."),
        ),
    ),
    Story(
        "leandro",
        Began(6, "15:33"),
        (
            Says("tem manutenção programada em alphaville hoje?"),
            Bot(
                "Olá, Leandro! Não há manutenção programada para Alphaville hoje. Se a sua conexão estiver instável, "
                "me conte o que acontece que eu verifico."
            ),
            Closes("Cliente não respondeu mais.", Resolution.NO_ANSWER, after=24 * 60),
        ),
    ),
    Story(
        "renata",
        Began(1, "17:20"),
        (
            Says("vocês têm aplicativo?"),
            Bot(
                "Temos, Renata! Procure por *TechISP* na loja do seu celular. Nele você paga a fatura, troca a senha "
                "do Wi-Fi e acompanha os seus atendimentos."
            ),
            Says("show, baixei"),
            Bot("Aproveite! Até mais."),
            Closes("Aplicativo indicado pelo assistente."),
        ),
    ),
    Story(
        "jose",
        Began(9, "09:02"),
        (
            Says("bom dia quero pagar mas perdi o boleto"),
            Bot(
                "Bom dia, José! O PIX da sua fatura de R$ 79,90 está no aplicativo *TechISP*, em *Faturas*. "
                "Prefere que eu explique passo a passo?"
            ),
            Says("minha neta ja fez aqui"),
            Bot("Que ótimo! Um abraço para ela."),
            Closes("Fatura paga por PIX."),
        ),
    ),
)
