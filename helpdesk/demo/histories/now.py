"""What is on the agents' desks: in progress, or waiting for the customer."""

from uuid import UUID

from conversations.models import MessageStatus, Priority
from helpdesk.demo.steps import (
    Agent,
    Bot,
    Fails,
    HandsOff,
    Labels,
    Notes,
    Prioritises,
    Resumes,
    Says,
    SendsTemplate,
    Shows,
    Takes,
    TransfersToAgent,
    TransfersToTeam,
    Waits,
)
from helpdesk.demo.story import Began, Ended, Story

JOAO = UUID("550e8400-e29b-41d4-a716-446655440000")

STORIES = (
    Story(
        "joao",
        Ended(3),
        (
            Says("Oi, tudo bem?"),
            Says("minha internet tá muito lenta desde ontem à noite, não consigo nem assistir um vídeo", after=0.4),
            Bot(
                "Olá, João! Sou o assistente virtual da TechISP. Sinto muito pela lentidão. Antes de tudo: você já "
                "reiniciou o roteador? Desligue da tomada, espere 30 segundos e ligue de novo."
            ),
            Says("já fiz isso duas vezes e continua igual"),
            Bot("Entendi. Vou passar você para o nosso suporte técnico, que consegue medir o sinal da sua linha."),
            HandsOff("Lentidão desde ontem à noite; reiniciou o roteador duas vezes, sem melhora"),
            Takes("ana", routed=True, after=1),
            Agent("Oi, João, tudo bem? Aqui é a Ana, do suporte. Vou olhar o sinal da sua linha agora mesmo."),
            Says("obrigado, Ana"),
            Notes("Sinal óptico em -24,8 dBm, dentro do limite. 14 aparelhos ligados no Wi-Fi de 2,4 GHz."),
            Agent(
                "João, o sinal da fibra chega bem até a sua casa. Vi que há 14 aparelhos ligados, quase todos na rede "
                "de 2,4 GHz. A TV e o computador ficam perto do roteador?"
            ),
            Labels(("Lentidão",)),
            Says("ficam na sala, do lado dele"),
            Agent(
                "Então vamos passar os dois para a rede de 5 GHz: é a que termina em _5G, com a mesma senha. "
                "Pode trocar e me dizer como ficou?"
            ),
            Says("consegui na TV, melhorou bastante!", after=6),
            Says("no computador não aparece essa rede 5G, é normal?", after=0.7),
        ),
        id=JOAO,
    ),
    Story(
        "patricia",
        Ended(11),
        (
            Says("Oi! O wifi do meu quarto não passa de 40 mega e eu pago 300"),
            Bot(
                "Olá, Patrícia! Para medir certinho, faça o teste perto do roteador e depois no quarto, e me mande "
                "os dois resultados."
            ),
            Shows("teste-de-velocidade.png", "esse é o do quarto", after=5),
            Says("do lado do roteador dá 290"),
            Bot("Obrigado! Então a fibra está normal e a perda é no Wi-Fi. Vou chamar alguém do suporte para ajudar."),
            HandsOff("Wi-Fi fraco no quarto: 38 Mbps lá, 290 Mbps ao lado do roteador"),
            Takes("ana", routed=True),
            Agent("Oi, Patrícia! Quantas paredes há entre o roteador e o quarto? E ele fica em lugar aberto?"),
            Says("duas paredes, e ele fica dentro do rack da TV"),
            Agent(
                "O rack abafa bastante o sinal. Se puder, deixe o roteador em cima dele, com as antenas na vertical. "
                "Se ainda assim ficar ruim, temos o TechISP Mesh por R$ 19,90 por mês."
            ),
            Labels(("Lentidão",)),
            Says("vou mudar de lugar agora e testo de novo", after=4),
        ),
    ),
    Story(
        "marta",
        Ended(26),
        (
            Says("oi, veio na fatura um valor de visita técnica que ninguém fez aqui em casa"),
            Bot("Olá, Marta! Vou encaminhar para uma pessoa conferir a cobrança com você."),
            HandsOff("Contesta a cobrança de uma visita técnica", team="Financeiro"),
            Takes("camila"),
            Agent("Olá, Marta! Estou abrindo a sua fatura aqui, um minutinho."),
            Agent("Localizei: são R$ 60,00 de uma visita no dia 6. Vou conferir a ordem de serviço."),
            Says("nesse dia eu nem estava em casa"),
            Notes("OS 77341: o técnico marcou cliente ausente, mas a visita foi faturada. Cabe estorno."),
            TransfersToAgent("ana", "Meu turno está acabando; falta só lançar o estorno de R$ 60,00"),
            Agent(
                "Oi, Marta! Aqui é a Ana, continuo com você. A visita foi faturada por engano e vou lançar o estorno."
            ),
            Says("que bom. vem como desconto ou devolvem o dinheiro?", after=5),
        ),
    ),
    Story(
        "marcos",
        Ended(7),
        (
            Says("caiu tudo aqui, luz vermelha piscando no aparelho"),
            Shows("luzes-do-aparelho.png", after=0.8),
            Bot(
                "Olá, Marcos! A luz LOS em vermelho indica que a fibra não está chegando ao aparelho. Confira se o "
                "cabo fininho, verde na ponta, está bem encaixado."
            ),
            Says("tá encaixado sim. trabalho de casa, preciso disso urgente"),
            Bot("Certo, Marcos. Já estou passando para o suporte técnico, com urgência."),
            HandsOff("Sem conexão, luz LOS vermelha, cabo conferido; trabalha de casa"),
            Takes("bruno", routed=True, after=0.5),
            Prioritises(Priority.HIGH),
            Agent(
                "Oi, Marcos, aqui é o Bruno. Já vi que a sua ONU está sem sinal. Estou checando a caixa da sua rua."
            ),
            Labels(("Sem conexão", "Visita técnica")),
            Agent(
                "Só a sua linha caiu, então deve ser o cabo entre o poste e a casa. Tenho um técnico livre na região, "
                "que chega em até duas horas. Posso confirmar?"
            ),
            Says("pode sim, por favor! vou estar em casa", after=2),
            Notes("Encaixe na rota do Wagner, que já está a caminho."),
        ),
    ),
    Story(
        "padaria",
        Ended(18),
        (
            Says("Olá. Vamos abrir a segunda loja da padaria e precisamos de internet lá também"),
            Bot("Olá! Que notícia boa. Vou chamar a nossa equipe comercial para montar a proposta."),
            HandsOff("Segundo endereço para plano Empresarial", team="Comercial"),
            Takes("diego"),
            Agent("Olá, seu Osvaldo! Aqui é o Diego. Parabéns pela nova loja! Qual é o endereço?"),
            Says("Avenida Cruzeiro do Sul, 2480. Inaugura dia 15"),
            Agent("Temos cobertura aí. Vai usar máquina de cartão e câmeras como na primeira loja?"),
            Says("isso, 3 maquininhas e 6 câmeras"),
            Labels(("Instalação",)),
            Agent(
                "Então indico o Empresarial 500 com IP fixo, R$ 249,90 por mês, e 10% de desconto nas duas lojas. "
                "A instalação pode ser na semana que vem. Preparo a proposta por escrito?"
            ),
            Says("prepara sim, vou ver com minha sócia. dá pra instalar antes do dia 10?", after=9),
        ),
    ),
    Story(
        "gustavo",
        Ended(41),
        (
            Says("Fui cobrado duas vezes este mês no cartão!! R$ 99,90 cada"),
            Bot("Olá, Gustavo. Sinto muito pelo transtorno. Vou passar para o Financeiro verificar agora."),
            HandsOff("Cobrança em dobro no cartão, R$ 99,90 cada", team="Financeiro"),
            Takes("camila"),
            Agent("Olá, Gustavo, aqui é a Camila. Pode me dizer a data das duas cobranças?"),
            Says("dia 15 e dia 16"),
            Labels(("Cobrança",)),
            Notes(
                "A cobrança do dia 16 é uma nova tentativa da operadora do cartão; a do dia 15 foi confirmada depois."
            ),
            Agent(
                "Achei: a operadora demorou a confirmar a do dia 15 e cobrou outra vez no dia seguinte. Já pedi o "
                "estorno da segunda, que aparece em até 2 faturas do cartão."
            ),
            Says("2 faturas é muito tempo, não dá pra abater na próxima de vocês?", after=6),
        ),
    ),
    Story(
        "luciana",
        Ended(95),
        (
            Says("oi, quero passar o vencimento do dia 15 pro dia 5"),
            Bot("Olá, Luciana! Posso pedir a mudança ao Financeiro. Um momento, por favor."),
            HandsOff("Mudança de vencimento do dia 15 para o dia 5", team="Financeiro"),
            Takes("ana"),
            Agent(
                "Oi, Luciana! Consigo mudar, sim. A próxima fatura virá proporcional, de R$ 43,30, e depois tudo no "
                "dia 5. Você confirma?"
            ),
            Agent("Para registrar a mudança, preciso que responda SIM por aqui.", status=MessageStatus.READ),
            Waits(),
        ),
    ),
    Story(
        "felipe",
        Ended(52),
        (
            Says("a internet cai todo dia por volta das 22h, por uns 5 minutos"),
            Bot("Olá, Felipe! Quedas sempre no mesmo horário merecem uma análise. Vou chamar o suporte."),
            HandsOff("Quedas diárias por volta das 22h"),
            Takes("bruno", routed=True),
            Agent("Oi, Felipe, Bruno aqui. Nas quedas, a luz PON apaga ou só o Wi-Fi some?"),
            Says("não reparei"),
            Notes("Registro da OLT: a porta reinicia às 22h02 todos os dias. Abri chamado com a equipe de redes."),
            Agent(
                "Vejo no nosso lado que a porta reinicia nesse horário; abri um chamado com a equipe de redes para "
                "hoje. Amanhã cedo você me conta se caiu de novo?"
            ),
            Says("combinado"),
            Agent("Obrigado pela paciência, Felipe!"),
            Waits(),
        ),
    ),
    Story(
        "beatriz",
        Began(2, "14:20"),
        (
            SendsTemplate("promocao_upgrade", ("Beatriz", "Fibra 300 Mbps"), by="diego"),
            Resumes("oi! quanto fica o de 300?", after=22),
            Agent("Oi, Beatriz! De R$ 79,90 vai para R$ 99,90, e o primeiro mês sai por R$ 49,95. Sem taxa nenhuma."),
            Says("legal, vou falar com meu marido e te digo"),
            Labels(("Mudança de plano",)),
            Agent("Perfeito! A condição vale até sexta-feira. Fico à disposição.", status=MessageStatus.READ),
            Waits(),
        ),
    ),
    Story(
        "vinicius",
        Ended(140),
        (
            Says("preciso da nota fiscal dos últimos 3 meses pro reembolso da empresa"),
            Bot("Olá, Vinícius! O Financeiro emite as notas. Já estou encaminhando."),
            HandsOff("Notas fiscais dos últimos três meses", team="Financeiro"),
            Takes("fernanda"),
            Agent("Olá, Vinícius! Vou separar as três notas e envio em seguida."),
            Fails(
                "As três notas estão neste link: techisp.example/notas/7f3a",
                code="131026",
                detail="Não foi possível entregar a mensagem no aparelho do cliente.",
                after=8,
            ),
            Notes("O envio falhou. Mandei as notas também por e-mail e aguardo a confirmação."),
            Waits(),
        ),
    ),
    Story(
        "paulo",
        Ended(33),
        (
            Says("ola mudei de casa, quero levar a internet"),
            Bot("Olá, Paulo! Vou chamar a equipe para ver a cobertura no novo endereço."),
            HandsOff("Mudança de endereço", team="Suporte"),
            Takes("bruno", routed=True),
            Agent("Oi, Paulo! Me passa o CEP e o número da casa nova?"),
            Says("07112-070, numero 318"),
            Agent("Tem cobertura, sim. Quem agenda a mudança é o Comercial, vou passar para lá."),
            TransfersToTeam("Comercial", "Mudança de endereço para o CEP 07112-070, nº 318; cobertura confirmada"),
            Takes("fernanda", after=4),
            Agent("Oi, Paulo, Fernanda do Comercial. A transferência é gratuita. Quinta de manhã ou sexta à tarde?"),
            Says("sexta a tarde", after=3),
        ),
    ),
)
