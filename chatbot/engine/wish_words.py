"""The words in which people ask for a person (see wishes.py). Folded: no accents, short forms written out."""

from chatbot.engine.text import word_set

PERSON = (
    *("atendente", "atendentes", "humano", "humana", "humanos", "operador", "consultor", "consultora", "funcionario"),
    *("gerente", "supervisor", "supervisora", "representante", "vendedor", "vendedora", "analista"),
    *("human", "operator", "representative", "supervisor"),
    # What typing and hearing make of them, with another first letter or too short to guess.
    *("umano", "umana", "tendente", "atend", "atnd", "rep", "jerente"),
)
# "Nao quero falar com ninguem".
REFUSED = (*PERSON, "alguem", "ninguem", "pessoa", "anyone", "anybody")
# "Nao me passa para humano" denies the passing.
PRONOUNS = frozenset(("me", "nos"))
# Only with a verb of contact ("falar com alguem"), for they stand in many other sentences.
SOMEBODY = (
    *("alguem", "pessoa", "pessoas", "gente", "pessoal", "moca", "moco", "menina", "menino", "rapaz", "suporte"),
    *("central", "equipe", "financeiro", "comercial", "vendas", "setor", "voces", "dono", "dona", "sac"),
    *("responsavel", "gerencia", "diretoria", "atendimento", "cobranca", "retencao", "someone", "somebody", "person"),
    *("agent", "people", "team", "anyone", "anybody", "manager", "staff", "support"),
)
# Words that look like a mistyped person, and are none.
UNLIKE = word_set(
    "atender atende atendem atendeu atendendo atendido atendida atendimento atendimentos humor consulta consultar"
    " vender venda vendem vendo vende funcionando funciona funcionam funcionar funcione operadora"
    " consultei supervisao operadoras operando operacao gerencia gerenciar gerado gerar representa tendencia entende"
    " rapido setembro agente umidade rede"
)
WANT = (
    *("quero", "queria", "quer", "gostaria", "preciso", "precisava", "desejo", "prefiro", "exijo", "necessito"),
    *("falar", "falo", "fala", "conversar", "converso", "contato", "passa", "passar", "passe", "transfere"),
    *("transferir", "transfira", "chama", "chamar", "chame", "chamem", "manda", "mande", "coloca", "coloque", "bota"),
    *(
        "conecta",
        "conectar",
        "conecte",
        "encaminha",
        "encaminhar",
        "encaminhe",
        "direciona",
        "direcione",
        "tem",
        "tenha",
        "onde",
        "posso",
        "pode",
    ),
    *("consigo", "poderia", "aguardo", "aguardando", "esperando", "falando", "solicito", "deixa", "want", "need"),
    *("talk", "speak", "get", "give", "connect", "transfer", "chat", "call", "is", "any"),
)
CONTACT = (
    *("falar", "falo", "falando", "conversar", "conversando", "contato", "passa", "passar", "passe", "transfere"),
    *("transferir", "transfira", "chama", "chamar", "chame", "chamem", "coloca", "encaminha", "prefiro", "exijo"),
    *("encaminhe", "talk", "speak", "connect", "transfer", "chat", "through", "escalate"),
)
# With "to" after it: "manda pro setor", "direciona pro atendimento"; "manda o tecnico" is something else.
SEND = word_set(
    "manda mande mandar direciona direcione direcionar redireciona redirecionar encaminhe encaminhar joga leva"
)
PAST = word_set(
    "falei falou falaram conversei conversou disse disseram atendeu atenderam resolveu resolveram veio vieram prometeu"
    " garantiu informou informaram passou passaram mandou mandaram ficou ontem spoke talked said told explicou"
)
# "Passar a conta pra outra pessoa", "falar mal de voces", "passa cabo de voces na rua", "passa o codigo do pix pra".
ELSE = word_set("outra outro mal conta contrato cabo fibra rede rua codigo senha titularidade endereco")
DIRECT = word_set("aguardando esperando quero queria preciso falar conversar chama chame passa transfere gostaria")
NO = frozenset(("nao", "nem", "sem", "not", "dont", "doesnt"))
# "Nao consigo falar com atendente" wishes for one all the same.
UNABLE = word_set("consigo consegui consegue tem tenho existe ha posso can cant achei aparece")
# Somebody's own, or somebody's profession: "minha gerente", "o gerente do banco", "vaga de atendente".
THEIRS = word_set(
    "meu minha meus minhas seu sua my vaga vagas emprego curriculo trabalhar trabalho banco job sou"
    " condominio predio escola"
)

# Who looks for work wants to be one, unless they want to talk to one about it.
JOB = word_set("vaga vagas emprego curriculo contratando contratam hiring")
# "Conta uma piada" is no complaint; "voces sao uma piada" is.
JOKE = word_set("piada piadas anedota joke")
TELL = word_set("conta conte contar fala fale falar sabe tem ouvir tell know")

BOT = ("virtual", "robo", "robos", "bot", "bots", "robot", "robots", "chatbot", "robozinho")
# These stand for the bot only beside a verb of talking or wanting.
MACHINE = (
    *("maquina", "maquinas", "automatico", "automatica", "automaticas", "automatizada", "gravacao", "gravada"),
    *("automated", "machine", "pronta", "prontas", "padrao"),
)
REFUSAL = word_set(
    "nao chega odeio detesto cansei cansado cansada parar pare nada sem burro inutil lixo not hate stop dont no sai"
    " fora desliga desligue tira tirar tire pular menos useless stupid tired"
)
# Before a machine: "para de mensagem automatica", "chega de gravacao".
WEARY = word_set("chega odeio detesto cansei cansado cansada pare para parar menos stop hate tired")
TALKING = word_set("quero falar conversar ouvir falando conversando talk speak want")
# "A camera robo nao pega no wifi", "nao quero debito automatico", "maquina de cartao".
DEVICE = word_set(
    "aspirador camera wifi conecta conectar pega rede internet lavar cartao debito pagamento cobranca desconto tv luz"
    " roteador modem renovacao plano camera secar cafe"
)

OUTRIGHT = (
    *("atendimento humano", "atendimento com humano", "suporte humano", "ser humano", "pessoa de verdade"),
    *("pessoa real", "pessoa humana", "gente de verdade", "real person", "real human", "alguem de verdade"),
    *("suporte de verdade", "atendimento de verdade", "atendimento com gente", "atendimento com pessoa"),
    *("resolver com uma pessoa", "resolver isso com uma pessoa", "duvida com uma pessoa", "duvida com alguem"),
    *("resolver com alguem", "alguem me atender", "por favor me atende", "me atende por favor", "ajudinha de alguem"),
    *("onde esta a moca", "onde esta a menina", "onde esta o rapaz", "passa para um tecnico", "passa para o tecnico"),
    *("atendimento pessoal", "ajuda de uma pessoa", "ajuda de alguem", "ajuda de gente"),
    *("alguem me atende", "alguem me ajuda", "alguem me responde", "alguem responde", "responde alguem"),
    *("alguem por favor", "por favor alguem", "alguem da empresa", "alguem do suporte", "alguem do financeiro"),
    *("alguem do comercial", "alguem do setor", "alguem dai", "alguem humano", "alguem real", "alguem ai"),
    *("que alguem me", "que alguem olhe", "que alguem veja", "que alguem resolva", "que alguem verifique"),
    *("alguem entra em contato", "alguem entre em contato", "alguem para me atender", "alguem para me ajudar"),
    *("pessoa para me atender", "pessoa para me ajudar", "gente para me atender", "gente para atender"),
    *("ser atendido por", "ser atendida por", "quero ser atendido", "quero ser atendida", "quero atendimento"),
    *("preciso de atendimento", "quero uma pessoa", "quero pessoa", "quero alguem", "quero gente", "prefiro gente"),
    *("quero falar com gente", "alguma pessoa", "uma pessoa ai", "uma pessoa me", "mais gente", "so uma pessoa"),
    *("falar com alguem", "fala com alguem", "chama uma pessoa", "chamar uma pessoa", "chama alguem"),
    *("falar com outra pessoa", "quero outra pessoa", "outra pessoa para me atender", "me passa para outra pessoa"),
    *("me passa para outro", "pessoa do outro lado", "alguem do outro lado", "gente do outro lado"),
    *("quem manda", "onde esta voces", "onde estao voces", "onde esta as pessoa", "call center", "callcenter"),
    *("human please", "live agent", "live person", "live chat", "real agent", "customer service"),
    *("human being", "actual person", "actual human", "talk to someone", "talk to somebody", "speak to someone"),
    *("can someone help", "can somebody help", "can anyone help", "can a person", "someone help me", "anyone there"),
    *("anybody there", "someone there", "somebody there", "anyone here", "through to someone", "speak to a manager"),
)
# Asks to be called or written to by somebody.
CALL_ME = (
    *("me liga", "me ligue", "me liguem", "me ligar", "me ligam", "me telefona", "me telefone", "me telefonem"),
    *("liga para mim", "ligar para mim", "ligue para mim", "liguem para mim", "liga aqui", "call me", "call back"),
    *("callback", "ligue para meu numero", "entra em contato comigo", "entrar em contato comigo", "uma ligada"),
    *("entre em contato comigo", "entrem em contato", "entra em contato por favor", "retornem minha ligacao"),
    *("retorna minha ligacao", "retorne minha ligacao", "me retorne", "me retornem", "me retorna"),
    *("quero uma ligacao", "preciso de uma ligacao", "fazer uma ligacao para mim", "me da um retorno"),
)
# "O tecnico vai me ligar antes?" asks what others do.
OTHERS_CALL = word_set("vai vao ia iam tecnico instalador entregador antes quando")
# What may be asked of somebody: "alguem pode olhar meu caso"; "alguem pode pagar por mim" is no wish.
HELP = word_set(
    "me ajudar olhar ver verificar resolver atender responder falar analisar conferir ligar explicar help look answer"
)
# "Ninguem vai me atender?", "ngm responde".
NOBODY = frozenset(("ninguem", "nobody"))
SERVES = word_set("atende atender responde responder ajuda ajudar fala falar aparece answers answering")
# "Ate que horas tem atendente", "domingo tem alguem", "what are your customer service hours": asked about, not wished.
WHEN = word_set("horas hora horario horarios domingo sabado feriado trabalhando hours hour open")
# "Tem alguem usando minha internet": somebody's doing; "tem alguem me ouvindo" is a wish.
HEARING = word_set("atendendo lendo ouvindo vendo respondendo escutando ajudando")
# The company's own parts: "setor financeiro" alone is a wish, too.
SECTOR = frozenset(("setor", "departamento", "sector", "department"))
SECTOR_WORDS = 4
DEPARTMENTS = word_set(
    "financeiro comercial vendas suporte tecnico cobranca cobrancas cancelamento cancelamentos retencao responsavel"
    " atendimento juridico pagamentos boletos faturamento instalacao agendamento billing sales support"
)
# What telephone menus have taught people to type.
MENU = word_set("0 9 transferir transfere transfer sac")
# Words that add nothing to "atendente": whatever remains is what is wanted.
COURTESY = word_set(
    "por favor pelo amor de deus urgente ai aqui agora ja oi ola alo bom boa dia tarde noite moco moca please now"
    " hello hi the a an um uma o e com para opcao logo rapido gentileza porfavor senhor senhora mano amigo cara ne"
    " algum alguma disponivel sim ok entao isso"
)
# "Me encaminhe a um atendente", whatever the verb; what others of them did is told with a verb of the past.
ANY = frozenset(("um", "uma", "algum", "an"))
SURELY = ("atendente", "humano", "operator")
SURE_PHRASES = ("a human", "a representative", "a live agent")
# After the courtesy is taken away: so few words can mean nothing else.
ALONE = 2
LONELY = word_set("alguem anyone anybody someone somebody person pessoa agent manager")
LONELY_PAIRS = ("customer support", "customer care", "tem gente", "tem pessoa", "talk to")
# With nothing behind it.
LAST = (("me", "transfere"), ("me", "transfira"), ("me", "transferir"))
# "Quero o responsavel", "get me a person": nothing comes after who is wanted.
WANTED = word_set("pessoa alguem responsavel dono dona sac gente agent person somebody someone manager moca")
# "Quero falar com a Juliana": with whom somebody wants to speak is a person, unless it is one of their own.
WISH = word_set(
    "quero queria gostaria preciso precisava posso consigo poderia desejo prefiro deixa deixe quer need want like let"
)
TALK = word_set("falar falando conversar conversando fala fale talk speak")
WITH = frozenset(("com", "to", "with"))
OWN = word_set(
    "meu minha meus minhas my banco voce ele ela eles elas you him her them me vizinho vizinha marido esposa sindico"
    " ninguem nobody"
)
# "Você agora é o gerente": a part that the bot shall play, and nobody who is wanted.
YOU_ARE = (
    *(
        "voce agora e o",
        "voce agora e a",
        "voce e agora",
        "agora voce e",
        "voce vai ser",
        "you are now",
        "now you are",
    ),
)
