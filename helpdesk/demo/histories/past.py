"""Earlier conversations of customers who are writing again now."""

from conversations.models import Resolution
from helpdesk.demo.steps import Agent, Bot, Closes, HandsOff, Labels, Notes, Says, Takes
from helpdesk.demo.story import Began, Story

STORIES = (
    Story(
        "joao",
        Began(8, "10:12"),
        (
            Says("bom dia, não recebi a fatura esse mês"),
            Bot("Bom dia, João! Ela vai para joao.silva@email.example. Quer que eu chame alguém para reenviar?"),
            Says("quero"),
            HandsOff("Não recebeu a fatura por e-mail", team="Financeiro"),
            Takes("ana"),
            Agent("Oi, João! Reenviei agora e mando também o PIX copia e cola, se preferir."),
            Says("chegou no spam, achei aqui. obrigado!"),
            Labels(("Segunda via",)),
            Agent("Que bom! Marque como “não é spam” para as próximas. Um ótimo dia!"),
            Closes("Fatura reenviada; estava na caixa de spam."),
        ),
    ),
    Story(
        "joao",
        Began(4, "16:40"),
        (
            Says("vocês atendem no feriado?"),
            Bot("Olá, João! Nos feriados o suporte técnico funciona das 8h às 14h; eu respondo a qualquer hora."),
            Says("valeu"),
            Bot("Por nada! Até mais."),
            Closes("Dúvida respondida pelo assistente."),
        ),
    ),
    Story(
        "sandra",
        Began(7, "09:30"),
        (
            Says("Bom dia! Dá pra colocar a fatura em débito automático?"),
            Bot("Bom dia, Sandra! Dá, sim. O cadastro é feito pelo Financeiro, vou encaminhar."),
            HandsOff("Cadastro de débito automático", team="Financeiro"),
            Takes("fernanda"),
            Agent("Oi, Sandra! Em qual banco seria? Trabalhamos com os cinco maiores."),
            Says("deixa, vi que meu banco não está na lista. continuo no pix mesmo"),
            Agent("Sem problema! Se mudar de ideia, é só chamar."),
            Closes("Desistiu do débito automático: o banco não é conveniado.", Resolution.OTHER),
        ),
    ),
    Story(
        "marcos",
        Began(9, "11:05"),
        (
            Says("o técnico vem hoje mesmo? tava marcado de manhã"),
            Bot("Olá, Marcos! Vou confirmar com o suporte."),
            HandsOff("Pergunta pela visita técnica marcada para hoje de manhã"),
            Takes("bruno", routed=True),
            Agent("Oi, Marcos! Ele está saindo do cliente anterior e chega em 20 minutos."),
            Says("blz"),
            Says("chegou, tá trocando o cabo", after=31),
            Labels(("Visita técnica",)),
            Says("ficou ótimo, 500 mega certinho", after=48),
            Agent("Maravilha! Obrigado pela paciência, Marcos."),
            Closes("Cabo de descida trocado pelo técnico; velocidade conferida pelo cliente."),
        ),
    ),
    Story(
        "felipe",
        Began(6, "19:20"),
        (
            Says("a internet caiu por 5 min ontem e hoje de novo, as 22h"),
            Bot("Olá, Felipe! Vou registrar e chamar o suporte."),
            HandsOff("Duas quedas de cinco minutos por volta das 22h"),
            Takes("camila", routed=True),
            Agent("Oi, Felipe. Atualizei o seu roteador à distância, isso costuma resolver. Me avisa se repetir?"),
            Says("ok, fico de olho"),
            Notes("Se voltar, verificar a porta na OLT."),
            Closes("Roteador atualizado; cliente ficou de observar.", Resolution.UNRESOLVED),
        ),
    ),
    Story(
        "patricia",
        Began(5, "13:15"),
        (
            Says("qual o valor pra aumentar pra 500 mega?"),
            Bot("Olá, Patrícia! O Fibra 500 Mbps custa R$ 119,90 por mês. Quer falar com o Comercial?"),
            Says("por enquanto não, só queria saber"),
            Bot("Combinado! Quando quiser, é só chamar."),
            Closes("Dúvida sobre preço respondida pelo assistente."),
        ),
    ),
)
