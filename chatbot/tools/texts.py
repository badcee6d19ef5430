"""What the tools say to customers, in the customer's language (not the agents'), so no translation catalogue."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

PORTUGUESE = {
    "ask_document": (
        "Claro! Para eu localizar o seu cadastro, me informe o *CPF ou CNPJ* do titular (só os números). "
        "Se preferir, digite *atendente*."
    ),
    "bad_document": "Esse CPF/CNPJ não confere. Pode digitar de novo, só os números?",
    "ask_factor": (
        "Obrigado! Para sua segurança, confirme também a *data de nascimento* do titular (dia/mês/ano) "
        "ou o *número do contrato*."
    ),
    "wrong_factor": "Os dados não conferem. Pode enviar de novo a data de nascimento ou o número do contrato?",
    "identity_failed": "Não consegui confirmar o cadastro por aqui. Vou chamar um atendente para ajudar você.",
    "ask_contract": "Encontrei mais de um contrato. Sobre qual deles é? Responda com o número do contrato:",
    "failed": "Não consegui consultar o sistema agora. Vou chamar um atendente para cuidar disso com você.",
    "unknown": (
        "O sistema não me confirmou se o pedido foi concluído. Vou chamar um atendente para conferir antes de repetir."
    ),
    "invoice": "Aqui está a sua fatura, {name}:\n\n{lines}",
    "invoice_line": "• *{amount}*, vencimento em *{due}*{late}",
    "late": " (vencida)",
    "codes": "Vou enviar {what} em mensagem separada, para você copiar.",
    "code_boleto": "a *linha do boleto*",
    "code_pix": "o *PIX copia e cola*",
    "and": " e ",
    "pdf": "O PDF está aqui: {url}",
    "others": "Há mais {count} fatura(s) em aberto. Se quiser negociar, digite *atendente*.",
    "no_invoice": "Boa notícia, {name}: não há fatura em aberto no seu contrato. 😊",
    "not_blocked": "O seu contrato não está bloqueado, então não é preciso desbloquear.",
    "not_blocked_offline": (
        "O seu contrato não está bloqueado por falta de pagamento. Se a internet não funciona, me diga *sem internet* "
        "que eu verifico a conexão."
    ),
    "unlock_used": (
        "O desbloqueio de confiança já foi usado há pouco tempo, e só pode ser feito de novo mais tarde. "
        "Com o pagamento da fatura a internet volta; se quiser a segunda via, é só pedir."
    ),
    "confirm_unlock": (
        "Posso fazer o *desbloqueio de confiança* do contrato {contract}. A internet volta por alguns dias, "
        "e a fatura precisa ser paga nesse prazo. Confirma? Responda *SIM* ou *NÃO*."
    ),
    "unlocked": "Pronto! O desbloqueio foi feito{until}. Se a internet não voltar logo, reinicie o aparelho.",
    "until": " e vale até *{day}*",
    "ask_day": "Para qual dia você quer mudar o vencimento? Os dias disponíveis são: *{days}*.",
    "no_days": "No momento não há outro dia de vencimento disponível para o seu contrato.",
    "day_not_offered": "Esse dia não está disponível. Os dias disponíveis são: *{days}*.",
    "confirm_day": (
        "Vou mudar o vencimento do contrato {contract} para o *dia {day}*. Confirma? Responda *SIM* ou *NÃO*."
    ),
    "day_changed": "Pronto! O vencimento agora é todo *dia {day}*{first}.",
    "first": ", a partir de *{day}*",
    "outage": (
        "Há uma *falha na sua região* ({place}){description}. Nossa equipe já foi acionada{expected}. "
        "A sua conexão volta assim que o reparo terminar; não é preciso mexer no aparelho."
    ),
    "expected": "; previsão de normalização: *{when}*",
    "no_outage": "Não há falha registrada na sua região ({place}) neste momento.",
    "blocked": (
        "O seu contrato está *bloqueado por falta de pagamento*, por isso a internet não funciona. "
        "Quer que eu faça um *desbloqueio de confiança*? Responda *SIM*, ou peça a *segunda via* para pagar."
    ),
    "offline": (
        "Aqui o seu aparelho aparece *sem conexão*{since}. Desligue o aparelho (ONU/roteador) da tomada, espere "
        "30 segundos e ligue de novo. Se a luz LOS/PON ficar vermelha, é sinal na fibra.\n\n"
        "Se não voltar, posso abrir uma *visita técnica*: responda *VISITA*."
    ),
    "since": " desde *{when}*",
    "online": (
        "Aqui a sua conexão aparece *ativa*{since}, e não há falha na sua região. Reinicie o roteador e teste perto "
        "dele, de preferência com cabo.\n\nSe continuar sem navegar, posso abrir uma *visita técnica*: "
        "responda *VISITA*."
    ),
    "link_unknown": (
        "Não consegui ver o estado da sua conexão. Desligue o aparelho da tomada por 30 segundos e ligue de novo.\n\n"
        "Se não voltar, posso abrir uma *visita técnica*: responda *VISITA*."
    ),
    "confirm_visit": "Posso abrir uma *visita técnica* para o contrato {contract}. Confirma? Responda *SIM* ou *NÃO*.",
    "visit": "Pronto! A ordem de serviço *{number}* foi aberta{day}{period}.",
    "visit_day": " para *{day}*",
    "visit_period": ", período {period}",
    "order_exists": (
        "Já existe uma visita técnica marcada para o seu contrato. Se quiser mudar a data, digite *atendente*."
    ),
    "hours": "Nosso horário de atendimento:\n{lines}\n\n{now}",
    "open_now": "Estamos abertos agora. 😊",
    "closed_now": "Agora estamos fechados, mas pode deixar a sua mensagem por aqui.",
    "closed": "fechado",
    "from_to": "das {opens} às {closes}",
    "dropped": "Tudo bem, não fiz nada. Se precisar de mais alguma coisa, é só escrever.",
    "yes_or_no": "Só para eu ter certeza: responda *SIM* para confirmar ou *NÃO* para desistir.",
    "refused": "O sistema não permitiu esse pedido. Vou chamar um atendente para ver com você.",
    "cancelled": "Esse contrato consta como cancelado. Vou chamar um atendente para ajudar você.",
}
ENGLISH = {
    "ask_document": (
        "Sure! To find your account, please send the holder's *CPF or CNPJ* (digits only). Or type *agent*."
    ),
    "bad_document": "That CPF/CNPJ does not look right. Could you type it again, digits only?",
    "ask_factor": (
        "Thank you! For your safety, please also send the holder's *date of birth* (day/month/year) "
        "or the *contract number*."
    ),
    "wrong_factor": "These data do not match. Could you send the date of birth or the contract number again?",
    "identity_failed": "I could not confirm the account here. I am calling an agent to help you.",
    "ask_contract": "I found more than one contract. Which one is it about? Answer with the contract's number:",
    "failed": "I could not reach our system just now. I am calling an agent to take care of it with you.",
    "unknown": (
        "The system did not confirm whether this was done. I am calling an agent to check before it is repeated."
    ),
    "invoice": "Here is your invoice, {name}:\n\n{lines}",
    "invoice_line": "• *{amount}*, due on *{due}*{late}",
    "late": " (overdue)",
    "codes": "I am sending {what} in a message of its own, for you to copy.",
    "code_boleto": "the *boleto line*",
    "code_pix": "the *PIX code*",
    "and": " and ",
    "pdf": "The PDF is here: {url}",
    "others": "There are {count} more open invoice(s). Type *agent* to talk about paying them.",
    "no_invoice": "Good news, {name}: there is no open invoice on your contract. 😊",
    "not_blocked": "Your contract is not blocked, so there is nothing to unlock.",
    "not_blocked_offline": (
        "Your contract is not blocked for payment. If your connection is down, write *no internet* and I "
        "will check it."
    ),
    "unlock_used": (
        "The unlock on trust was used a short while ago and cannot be repeated yet. "
        "The connection comes back with the payment; just ask for a copy of the invoice."
    ),
    "confirm_unlock": (
        "I can *unlock* contract {contract} on trust. The connection works again for a few days, and the "
        "invoice has to "
        "be paid in that time. Shall I? Answer *YES* or *NO*."
    ),
    "unlocked": "Done! Your connection is unlocked{until}. If it is not back in a few minutes, restart the device.",
    "until": " until *{day}*",
    "ask_day": "Which day shall be the new due day? These are possible: *{days}*.",
    "no_days": "There is no other due day for your contract at the moment.",
    "day_not_offered": "That day is not possible. These are: *{days}*.",
    "confirm_day": "I will change the due day of contract {contract} to *day {day}*. Shall I? Answer *YES* or *NO*.",
    "day_changed": "Done! The due day is now *day {day}* of every month{first}.",
    "first": ", from *{day}* on",
    "outage": (
        "There is an *outage in your area* ({place}){description}. Our team is on it{expected}. "
        "Your connection comes back with the repair; you need not do anything."
    ),
    "expected": "; expected to end: *{when}*",
    "no_outage": "There is no known outage in your area ({place}) right now.",
    "blocked": (
        "Your contract is *blocked for an unpaid invoice*, hence no connection. Shall I *unlock* it on trust? "
        "Answer *YES*, or ask for a *copy of the invoice* to pay it."
    ),
    "offline": (
        "I see your device *offline*{since}. Unplug it, wait 30 seconds and plug it in again.\n\n"
        "If that does not help, I can book a *technician's visit*: answer *VISIT*."
    ),
    "since": " since *{when}*",
    "online": (
        "I see your connection *online*{since}, and no outage in your area. Restart the router and try close to it, "
        "best by cable.\n\nIf that does not help, I can book a *technician's visit*: answer *VISIT*."
    ),
    "link_unknown": (
        "I could not see the state of your connection. Unplug the device for 30 seconds.\n\n"
        "If that does not help, I can book a *technician's visit*: answer *VISIT*."
    ),
    "confirm_visit": "I can book a *technician's visit* for contract {contract}. Shall I? Answer *YES* or *NO*.",
    "visit": "Done! Service order *{number}* is open{day}{period}.",
    "visit_day": " for *{day}*",
    "visit_period": ", {period}",
    "order_exists": "A visit is already booked for your contract. Type *agent* to change its date.",
    "hours": "Our opening hours:\n{lines}\n\n{now}",
    "open_now": "We are open now. 😊",
    "closed_now": "We are closed now, but feel free to leave your message here.",
    "closed": "closed",
    "from_to": "{opens} to {closes}",
    "dropped": "All right, nothing was done. Just write if you need anything else.",
    "yes_or_no": "Just to be sure: answer *YES* to confirm, or *NO*.",
    "refused": "The system did not allow this. I am calling an agent to look at it with you.",
    "cancelled": "This contract is cancelled. I am calling an agent to help you.",
}
DAYS = {
    "pt-br": ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def say(key: str, language: str, **values: object) -> str:
    return (ENGLISH if language == "en" else PORTUGUESE)[key].format(**values)


def money(amount: Decimal) -> str:
    """As Brazilians write it, in either language: it is what stands on the invoice."""
    whole = f"{amount:,.2f}"
    return f"R$ {whole.translate(str.maketrans(',.', '.,'))}"


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    return f"{timezone.localtime(value):%d/%m %H:%M}"
