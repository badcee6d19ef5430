"""From a snapshot to a decision: rules, then tools, then knowledge and the provider. Holds no lock, and writes nothing
but what the tools did."""

from dataclasses import dataclass, replace

from chatbot.engine.asides import matter_part
from chatbot.engine.decisions import hand_over, settle
from chatbot.engine.guards import objections
from chatbot.engine.rules import decide_by_rule
from chatbot.engine.types import Action, Candidate, Decision, Draft, Reason, Snapshot
from chatbot.knowledge import find_candidates
from chatbot.meaning import sense_of
from chatbot.providers import NOTHING, TurnRequest, draft_answer, draft_offline, is_model_configured
from chatbot.providers.base import Spent
from chatbot.providers.prompt import RULES
from chatbot.tools.dialogue import converse, is_pending, talk_of
from chatbot.tools.functions import Functions
from chatbot.tools.wishes import declines

FEW = 3
# Said in the middle of a dialogue, these end it.
FIRM = (Reason.DANGER, Reason.HUMAN, Reason.LEGAL, Reason.CANCELLATION, Reason.COMPLAINT)
BOT, AGENT = "bot", "agent"
TOOL_SOURCE = -1
UNSAFE = ("link", "payment", "secret", "leak", "hidden", "markup")


def think(snapshot: Snapshot) -> Decision:
    ruled = decide_by_rule(snapshot)
    if ruled and (ruled.reason in FIRM or not is_pending(snapshot)) and not _declines(snapshot):
        return ruled
    if decision := converse(snapshot) or ruled:
        return decision
    found = _candidates(snapshot)
    snapshot = replace(snapshot, candidates=found.candidates)
    return replace(_with_search(_with_provider(snapshot), found.spent), retrieved=found.candidates)


def _with_search(decision: Decision, spent: Spent) -> Decision:
    """With what the vectors cost that the articles were found by."""
    draft = decision.draft
    if draft is None or not spent.calls:
        return decision
    calls, tokens, read = draft.calls + spent.calls, draft.tokens + spent.tokens, draft.prompt_tokens + spent.tokens
    return replace(decision, draft=replace(draft, calls=calls, tokens=tokens, prompt_tokens=read))


def _with_provider(snapshot: Snapshot) -> Decision:
    functions = _functions(snapshot)
    request = TurnRequest(snapshot=snapshot, tools=functions)
    draft = draft_answer(request)
    if functions and functions.decision:
        return _by_tools(functions.decision, draft)
    draft = _with_honest_reason(draft)
    if draft.provider == "offline" or not (blocked := _objections(draft, snapshot, functions)):
        return _settled(snapshot, draft, functions)
    return _without(snapshot, request, draft, blocked)


def _with_honest_reason(draft: Draft) -> Draft:
    """It becomes the agent's note: what would send the agent somewhere, or pass for a grant, is left out."""
    found = objections(draft.reason, facts="\n".join(draft.given), language="en", rules=RULES)
    return replace(draft, reason="") if draft.reason and set(UNSAFE) & set(found) else draft


def _by_tools(decision: Decision, draft: Draft) -> Decision:
    """In the tools' own words, with what the model cost that chose them."""
    if decision.draft is None:
        return decision
    own = replace(decision.draft, calls=draft.calls, tokens=draft.tokens, prompt_tokens=draft.prompt_tokens)
    return replace(decision, draft=own)


def _without(snapshot: Snapshot, request: TurnRequest, draft: Draft, blocked: tuple[str, ...]) -> Decision:
    """A draft that may not be sent: the best article where there is one, else a person."""
    why = f"blocked: {', '.join(blocked)}"
    offline = replace(
        draft_offline(request, error=why), calls=draft.calls, tokens=draft.tokens, prompt_tokens=draft.prompt_tokens
    )
    if offline.confidence >= snapshot.persona.answer_from and offline.reply:
        return settle(snapshot, offline)
    made = hand_over(snapshot, Reason.PROVIDER, draft.intent, why="O bot não tinha uma resposta segura para isto.")
    return replace(made, draft=offline)


def _objections(draft: Draft, snapshot: Snapshot, functions: Functions | None) -> tuple[str, ...]:
    """A draft may state what articles and tools say, what the bot or an agent said before, and what the customer gave
    of themselves; not what the customer claims."""
    if draft.action != Action.ANSWER:
        return ()
    facts = [f"{candidate.title}\n{candidate.content}" for candidate in snapshot.candidates]
    facts += [line.text for line in snapshot.lines if line.author in (BOT, AGENT)]
    facts += [one.facts for one in snapshot.earlier]
    facts += [*(functions.facts if functions else ()), *draft.given, snapshot.persona.company, snapshot.persona.name]
    return objections(
        draft.reply,
        facts="\n".join(facts),
        language=snapshot.language,
        never=snapshot.never_say,
        rules=RULES,
        asked="\n".join((snapshot.customer_name, snapshot.question, *(line.text for line in snapshot.lines))),
    )


def _functions(snapshot: Snapshot) -> Functions | None:
    if not is_model_configured() or snapshot.paused:
        return None
    talk = talk_of(snapshot)
    return Functions(talk) if talk else None


def _settled(snapshot: Snapshot, draft: Draft, functions: Functions | None) -> Decision:
    """What a tool told is ground to stand on, as an article is; it is none in the record of sources."""
    if not functions or not functions.facts:
        return settle(snapshot, draft)
    told = Candidate(TOOL_SOURCE, "", "", "", 1.0)
    grounded = replace(snapshot, candidates=(*snapshot.candidates, told))
    decision = settle(grounded, replace(draft, sources=(*draft.sources, TOOL_SOURCE)))
    return replace(decision, sources=tuple(source for source in decision.sources if source.id != TOOL_SOURCE))


def _declines(snapshot: Snapshot) -> bool:
    """ "Cancela" to "shall I?" cancels the question, not the contract."""
    return is_pending(snapshot) and len(snapshot.question.split()) <= FEW and declines(snapshot.question)


@dataclass(frozen=True, slots=True)
class _Search:
    candidates: tuple[Candidate, ...]
    spent: Spent

    @property
    def best(self) -> float:
        return self.candidates[0].score if self.candidates else 0.0


def _candidates(snapshot: Snapshot) -> _Search:
    """After a question that was not understood, the new words may only complete it."""
    asked = matter_part(snapshot.question)
    found = _found(asked, snapshot)
    if snapshot.last is None or snapshot.last.reason != Reason.UNKNOWN or found.best >= snapshot.persona.answer_from:
        return found
    together = _found(f"{snapshot.last.question} {asked}", snapshot)
    better = together if together.best > found.best else found
    return replace(better, spent=found.spent + together.spent)


def _found(asked: str, snapshot: Snapshot) -> _Search:
    # Whoever may keep no customer waiting for a model does so for no vector either.
    sense = None if snapshot.paused else sense_of(asked)
    found = find_candidates(asked, language=snapshot.language, sense=sense)
    return _Search(tuple(found), sense.spent if sense else NOTHING)
