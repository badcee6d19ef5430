"""Does the customer want a person? In the ways in which people say so, and only then."""

from chatbot.engine import wish_words as w
from chatbot.engine.text import clauses, find_like, has_phrase

Clause = tuple[str, ...]
NEAR = 3  # words between a denial and what it denies


def wants_human(text: str) -> bool:
    return any(_wants(clause) for clause in clauses(text))


def refuses_human(text: str) -> bool:
    """ "Nao quero atendente": what was learnt from examples looks at words and not at what is denied."""
    return any(refuses(clause) for clause in clauses(text))


def refuses(clause: Clause) -> bool:
    person = find_like(clause, w.REFUSED, w.UNLIKE)
    return person >= 0 and _is_negated(clause, person) and not _wants(clause)


def seeks_work(text: str) -> bool:
    """ "Vaga de atendente", "tem vaga ai?": to what was learnt from examples it looks like a wish for a person."""
    return any(_seeks_work(clause) for clause in clauses(text)) and not wants_human(text)


def wants_joke(text: str) -> bool:
    """ "Conta uma piada": to what was learnt from examples it looks like a complaint."""
    return any(w.JOKE & set(clause) and w.TELL & set(clause) for clause in clauses(text))


def _seeks_work(clause: Clause) -> bool:
    return bool(w.JOB & set(clause)) and not set(w.TALK) & set(clause)


def _wants(clause: Clause) -> bool:
    if _refuses_robot(clause) or _is_menu_choice(clause) or _is_alone(clause):
        return True
    if w.WHEN & set(clause) and not w.DIRECT & set(clause):
        return False
    return (
        _says_outright(clause)
        or _asks_for_person(clause)
        or any(_asks_for_somebody(clause, at) for at, word in enumerate(clause) if find_like((word,), w.SOMEBODY) == 0)
    )


def _says_outright(clause: Clause) -> bool:
    if (at := _place_of(clause, w.OUTRIGHT)) >= 0 and not _is_negated(clause, at):
        return True
    if (at := _place_of(clause, w.CALL_ME)) >= 0 and not _is_negated(clause, at):
        return not w.OTHERS_CALL & set(clause[:at])
    return _asks_into_the_room(clause) or _asks_to_talk(clause)


def _place_of(clause: Clause, phrases: tuple[str, ...]) -> int:
    """Of which word the first of the phrases begins; -1 when none occurs."""
    phrase = has_phrase(clause, phrases)
    return f" {' '.join(clause)} ".split(f" {phrase} ")[0].count(" ") if phrase else -1


def _asks_into_the_room(clause: Clause) -> bool:
    """ "Tem alguem?", "alguem pode me ajudar", "ninguem vai responder?"."""
    for at, word in enumerate(clause):
        following = clause[at + 1 : at + 4]
        if word in w.NOBODY and w.SERVES & set(following):
            return True
        if word == "alguem" and following[:1] in (("pode",), ("poderia",), ("consegue",)):
            return bool(w.HELP & set(following))
        if word == "alguem" and clause[at - 1 : at] == ("tem",):
            return not (following and following[0].endswith("ndo") and following[0] not in w.HEARING)
    return False


def _asks_to_talk(clause: Clause) -> bool:
    """ "Quero falar com a Juliana": whoever that is, if it is none of the customer's own."""
    for at in range(1, len(clause) - 1):
        if clause[at] not in w.WITH or clause[at - 1] not in w.TALK or w.OWN & set(clause[at + 1 : at + 3]):
            continue
        start = [word for word in clause[: at - 1] if word not in w.COURTESY]
        if (not start or w.WISH & set(start)) and not _is_negated(clause, at - 1):
            return True
    return False


def _asks_for_person(clause: Clause) -> bool:
    person = find_like(clause, w.PERSON, w.UNLIKE)
    if person < 0 or w.THEIRS & set(clause[max(0, person - 2) : person + 3]):
        return False
    is_any = bool(w.ANY & set(clause[max(0, person - 1) : person])) and find_like(clause, w.SURELY, w.UNLIKE) == person
    is_any = is_any or bool(has_phrase(clause, w.SURE_PHRASES))
    return _is_wish(clause, person, w.WANT) or (
        is_any and not w.PAST & set(clause) and not _is_negated(clause, person)
    )


def _asks_for_somebody(clause: Clause, somebody: int) -> bool:
    if w.ELSE & set(clause):
        return False
    before = clause[:somebody]
    if _is_wanted(clause, somebody):
        return not _is_negated(clause, somebody)
    if w.SEND & set(before) and "para" in before[-3:]:
        return not _is_negated(clause, somebody)
    # "Que horas o tecnico passa": a verb after it is somebody's own doing.
    return not set(w.CONTACT).isdisjoint(before) and _is_wish(clause, somebody, w.CONTACT)


def _is_wanted(clause: Clause, somebody: int) -> bool:
    """ "Quero o responsavel", "get me a person": the wish stands right before, and nothing behind."""
    before = [word for word in clause[:somebody] if word not in w.COURTESY]
    return (
        clause[somebody] in w.WANTED
        and set(clause[somebody + 1 :]) <= w.COURTESY
        and bool({*before[-1:]} & (w.WISH | {"me"}))
        and bool(set(before) & {*w.WISH, "get", "give", "passa"})
    )


def _is_alone(clause: Clause) -> bool:
    """Nothing is said but who is wanted: "atendente pelo amor de deus", "alguem?", "customer support please"."""
    if has_phrase(clause, w.YOU_ARE):
        return False
    telling = tuple(dict.fromkeys(word for word in clause if word not in w.COURTESY))
    if telling[-2:] in w.LAST:
        return True
    if not telling or len(telling) > w.ALONE or (w.NO | w.PAST | w.THEIRS) & set(clause):
        return False
    is_lonely = len(telling) == 1 and telling[0] in w.LONELY
    return is_lonely or " ".join(telling) in w.LONELY_PAIRS or find_like(telling, w.PERSON, w.UNLIKE) >= 0


def _is_menu_choice(clause: Clause) -> bool:
    said = set(clause)
    is_sector = len(clause) <= w.SECTOR_WORDS and bool(w.SECTOR & said) and bool(w.DEPARTMENTS & said)
    is_sector = is_sector and not (w.NO | w.PAST) & said
    return is_sector or (len(clause) == 1 and clause[0] in w.MENU)


def _refuses_robot(clause: Clause) -> bool:
    if w.DEVICE & set(clause):
        return False
    if "voce" in clause and (at := _place_of(clause, ("falar com voce", "conversar com voce"))) > 0:
        return clause[at - 1] == "quero" and clause[at - 2 : at - 1] == ("nao",)
    if (robot := find_like(clause, w.BOT)) >= 0:
        is_last = set(clause[robot + 1 :]) <= w.COURTESY | {"nao"}
        after = set(clause[robot + 1 : robot + 2]) - (set() if is_last else w.NO)
        return bool(w.REFUSAL & (set(clause[:robot]) | after)) or (is_last and "nao" in clause[robot:])
    machine = find_like(clause, w.MACHINE)
    before = set(clause[: max(0, machine)])
    return machine >= 0 and bool(w.WEARY & before or (w.NO & before and w.TALKING & before))


def _is_wish(clause: Clause, person: int, verbs: tuple[str, ...]) -> bool:
    """A verb of wishing before the person (or just after: "atendente quero"), neither denied nor past."""
    before = [index for index in range(person) if clause[index] in verbs]
    after = [index for index in range(person + 1, min(person + 4, len(clause))) if clause[index] in verbs]
    if not before and not after:
        return False
    return not _is_past(clause, before, person) and not _is_negated(clause, person)


def _is_past(clause: Clause, wishes: list[int], person: int) -> bool:
    """The nearest verb before the person tells of the past; or, with no wish before it, anything does."""
    past = [index for index, word in enumerate(clause) if word in w.PAST]
    if not wishes:
        return bool(past)
    return any(wishes[-1] < index < person for index in past)


def _is_negated(clause: Clause, person: int) -> bool:
    """ "nao quero atendente", "sem falar com atendente"; but not "nao consigo falar com atendente"."""
    for index in range(max(0, person - 6), person):
        if clause[index] in w.NO and not w.UNABLE & set(clause[index + 1 : index + 3]):
            # "Nao sei mais o que fazer quero falar com atendente": the denial is of another verb.
            denied, *rest = [word for word in clause[index + 1 : person] if word not in w.PRONOUNS] or [""]
            return denied in w.WANT or (person - index <= NEAR and not w.WISH & set(rest))
    return False
