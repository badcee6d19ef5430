"""Waiting for an agent, in the teams whose agents take from the queue; and with the bot."""

from conversations.models import Priority
from helpdesk.demo.steps import Bot, HandsOff, Labels, Prioritises, Says, Shows
from helpdesk.demo.story import Ended, Story

STORIES = (
    Story(
        "sandra",
        Ended(9),
        (
            Says("cortaram minha internet e eu JÁ PAGUEI a fatura"),
            Bot(
                "Olá, Sandra! Sinto muito. Pagamentos por PIX são confirmados em até 10 minutos e por boleto em até "
                "2 dias úteis. Como você pagou?"
            ),
            Says("pix, ontem de manhã"),
            Bot("Obrigado. Vou passar para o Financeiro conferir. Se puder, envie o comprovante por aqui."),
            HandsOff("Conexão bloqueada com a fatura paga por PIX ontem", team="Financeiro"),
            Shows("comprovante-pix.png", "tá aqui", after=1),
            Prioritises(Priority.HIGH, by="carla"),
            Says("meu filho tem aula on-line daqui a pouco, alguém me ajuda por favor", after=2),
        ),
    ),
    Story(
        "tatiane",
        Ended(4),
        (
            Says("oi, estou com 2 faturas atrasadas e queria parcelar"),
            Bot(
                "Olá, Tatiane! É possível negociar, sim: em até 6 vezes no cartão ou 3 no boleto. Para montar o "
                "acordo, vou chamar alguém do Financeiro."
            ),
            HandsOff("Negociação de duas faturas em atraso", team="Financeiro"),
            Says("consigo pagar uns 60 reais por mês", after=1),
        ),
    ),
    Story(
        "elaine",
        Ended(6),
        (
            Says("Olá! Meu vizinho é cliente de vocês e indicou. Atende a Rua das Jabuticabas, no Jabaquara?"),
            Bot("Olá, Elaine! Atendemos o Jabaquara, sim. Temos planos de 100 Mbps a 1 Gbps, a partir de R$ 79,90."),
            Says("quero o de 300. como faço?"),
            Bot("Ótima escolha! Custa R$ 99,90 por mês. Vou chamar o Comercial para agendar a instalação."),
            HandsOff("Quer contratar o Fibra 300 Mbps no Jabaquara, por indicação", team="Comercial"),
            Says("Pode ser sábado?", after=1.5),
        ),
    ),
    Story(
        "ricardo",
        Ended(15),
        (
            Says("quero cancelar"),
            Bot("Olá, Ricardo. Posso perguntar o que aconteceu? Assim já adianto para a nossa equipe."),
            Says("concorrente ofereceu 500 mega pelo mesmo preço que pago em 300"),
            Bot("Obrigado por contar. Vou passar você para o Comercial, que pode ver uma condição melhor."),
            HandsOff(
                "Pede cancelamento: proposta da concorrência, 500 Mbps pelo preço do plano atual", team="Comercial"
            ),
            Labels(("Risco de cancelamento",), by="carla", after=2),
        ),
    ),
    Story(
        "aline",
        Ended(2),
        (
            Says("oi, me manda a segunda via do boleto?"),
            Bot(
                "Olá, Aline! A sua fatura deste mês é de R$ 79,90. Você baixa o boleto ou copia o código PIX no "
                "aplicativo TechISP, em *Faturas*. Conseguiu acessar?"
            ),
            Says("qual é a senha do aplicativo?"),
            Bot("No primeiro acesso, toque em *Criar ou recuperar senha*: o código chega por SMS na hora."),
        ),
    ),
    Story(
        "jose",
        Ended(37),
        (
            Says("ola voces abrem sabado"),
            Bot(
                "Olá, José! Sim: aos sábados atendemos das 8h às 14h. De segunda a sexta, das 8h às 20h. E eu "
                "fico por aqui o tempo todo."
            ),
        ),
    ),
    Story(
        "isabela",
        Ended(12),
        (
            Says("como eu troco a senha do wifi??"),
            Bot(
                "Oi, Isabela! Com o celular no Wi-Fi de casa, abra o aplicativo TechISP, toque em *Meu Wi-Fi* e "
                "depois em *Alterar senha*. A nova senha vale na hora para todos os aparelhos."
            ),
            Says("achei, obrigada!"),
            Bot("De nada, Isabela! Posso ajudar em mais alguma coisa?"),
        ),
    ),
)
