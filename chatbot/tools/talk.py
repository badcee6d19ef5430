"""One step of a dialogue with tools: what was asked is answered, or a new wish begins. It writes nothing to the
customer and changes nothing without a yes; what it decides is carried out, or dropped, by the turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chatbot.engine.decisions import answer, hand_over
from chatbot.engine.types import DESCRIBED, Account, Action, Decision, Draft, Part, Proposal, Reason, Snapshot
from chatbot.models import Action as ActionRow
from chatbot.tools import identity
from chatbot.tools.actions import begun, perform
from chatbot.tools.box import Box
from chatbot.tools.replies import contracts_text
from chatbot.tools.slots import Slots
from chatbot.tools.texts import say
from chatbot.tools.wishes import agrees, declines, wish_of
from isp.adapter import Adapter
from isp.documents import WRITTEN, digits, find_document, looks_like_document
from isp.exceptions import IspError
from isp.types import Subscriber

INTENTS = {
    "invoice": "invoice_copy",
    "unlock": "trust_unlock",
    "due_day": "due_date_change",
    "connection": "technical_support",
    "outage": "outage",
    "visit": "technical_support",
    "hours": "opening_hours",
}
WISHES_PT = {
    "invoice": "segunda via da fatura",
    "unlock": "desbloqueio de confiança",
    "due_day": "mudança de vencimento",
    "connection": "verificar a conexão",
    "outage": "saber de falha na região",
    "visit": "visita técnica",
    "hours": "horário de atendimento",
}
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Skills:
    """What can be wanted, and how the outcome of an action is told."""

    wants: "Mapping[str, Callable[[Talk], Decision | None]]"
    tell: "Callable[[Talk, ActionRow], Decision]"


class Talk:
    def __init__(self, snapshot: Snapshot, account: Account, adapter: Adapter, skills: Skills) -> None:
        self.skills = skills
        self.snapshot, self.language = snapshot, snapshot.language
        # What a file shows is no wish, and confirms nothing.
        own = (line.text for line in snapshot.burst if line.type != DESCRIBED)
        self.said = "\n".join(text for text in own if text.strip())
        self.box = Box(account, adapter)
        self.slots = Slots.read(account.slots)
        self.subscriber: Subscriber | None = None

    def step(self) -> Decision | None:
        """Null: it is about something else."""
        try:
            return self._answered() or self._new_wish()
        except IspError as error:
            return self.failed(error)

    # --- what was asked ---------------------------------------------------------------------------------------------
    def _answered(self) -> Decision | None:
        asked: dict[str, Callable[[], Decision | None]] = {
            "document": self._take_document,
            "factor": self._take_factor,
            "contract": self._take_contract,
            "day": self._take_day,
            "confirm": self._take_yes_or_no,
            "visit": self._take_offer,
            "unlock": self._take_offer,
        }
        return asked[self.slots.asking]() if self.slots.asking in asked and self.said else None

    def _take_document(self) -> Decision | None:
        if document := find_document(self.said):
            self.slots.document, self.slots.subscriber_id = document, ""
            return self.fulfil(self.slots.wish)
        return self.ask("document", "bad_document") if looks_like_document(self.said) else None

    def _take_factor(self) -> Decision | None:
        if find_document(self.said) and not identity.birthday_in(self.said):
            return self._take_document()
        return self.fulfil(self.slots.wish) if identity.gives_factor(self.said) else None

    def _take_contract(self) -> Decision | None:
        return self.fulfil(self.slots.wish) if identity.contract_in(self.said) else None

    def _take_day(self) -> Decision | None:
        return self.fulfil("due_day") if digits(self.said) else None

    def _take_offer(self) -> Decision | None:
        """ "Visita" to "shall I book one?", "sim" to "shall I unlock?": asked for again with all that it means."""
        if declines(self.said):
            return self.say("dropped", clear=True)
        said = self.said.strip(" .!*\n").lower()
        is_wanted = agrees(self.said) or said in ("visita", "visit", "quero visita", "quero a visita")
        return self.fulfil("visit" if self.slots.asking == "visit" else "unlock") if is_wanted else None

    def _take_yes_or_no(self) -> Decision | None:
        """What was done already is told, whatever they wrote meanwhile: the turn that did it was overtaken."""
        action = begun(self.box, self.slots.action_id)
        if action is None and declines(self.said):
            return self.say("dropped", clear=True)
        if action is None and not agrees(self.said):
            return None if wish_of(self.said) else self.ask("confirm", "yes_or_no")
        action = perform(self.box, self.slots.action_id)
        return self.skills.tell(self, action) if action else None

    # --- a new wish -------------------------------------------------------------------------------------------------
    def _new_wish(self) -> Decision | None:
        wish = wish_of(self.said)
        if wish is None:
            return None
        if (document := find_document(self.said)) and document != self.slots.document:
            self.slots.document, self.slots.subscriber_id = document, ""
        return self.fulfil(wish)

    def fulfil(self, wish: str) -> Decision | None:
        if wish not in self.skills.wants:
            return None
        self.slots.wish, self.slots.asking = wish, ""
        if wish == "hours":
            return self.skills.wants[wish](self)
        found = self.identified()
        if isinstance(found, Decision):
            return found
        self.subscriber = found
        return self.skills.wants[wish](self)

    # --- whose account it is ----------------------------------------------------------------------------------------
    def identified(self) -> Subscriber | Decision:
        if not self.slots.document:
            own = identity.by_phone(self.box)
            return self._choose(own) if own else self.ask("document", "ask_document")
        holders = identity.by_document(self.box, self.slots.document)
        if self.slots.subscriber_id:
            kept = [found for found in holders if found.id == self.slots.subscriber_id]
            return kept[0] if kept else self.ask("document", "ask_document")
        if self._is_own(holders):
            return self._choose(holders)
        rest = self.said.replace(self._document_as_written(), " ")
        if not identity.gives_factor(rest):
            return self.ask("factor", "ask_factor")
        proven = identity.proven(holders, rest)
        return self._choose(proven) if proven else self._denied()

    def _is_own(self, holders: tuple[Subscriber, ...]) -> bool:
        own = {found.id for found in identity.by_phone(self.box)}
        return bool(holders) and all(found.id in own for found in holders)

    def _document_as_written(self) -> str:
        found = WRITTEN.search(self.said)
        return found.group() if found else "\0"

    def _choose(self, found: tuple[Subscriber, ...]) -> Subscriber | Decision:
        if len(found) > 1:
            named = identity.contract_in(self.said)
            chosen = [one for one in found if named and identity.plain(one.contract) == named]
            chosen = chosen or [one for one in found if one.id == self.slots.subscriber_id]
            if not chosen:
                return self._ask_contract(found)
            found = (chosen[0],)
        self.slots.subscriber_id = found[0].id
        return found[0]

    def _ask_contract(self, found: tuple[Subscriber, ...]) -> Decision:
        self.slots.asking = "contract"
        return self.reply(contracts_text(found, self.language))

    def _denied(self) -> Decision:
        self.slots.tries += 1
        denials = identity.deny(self.box)
        if self.slots.tries >= identity.MAX_TRIES or denials >= identity.MAX_DENIALS:
            note = f"Queria: {WISHES_PT.get(self.slots.wish, '')}. Não confirmou de quem é o cadastro: confira antes."
            return self.give_up("identity_failed", Reason.IDENTITY, note)
        return self.ask("factor", "wrong_factor")

    # --- decisions --------------------------------------------------------------------------------------------------
    @property
    def intent(self) -> str:
        return INTENTS.get(self.slots.wish, "other")

    def ask(self, asking: str, key: str, **values: object) -> Decision:
        self.slots = self.slots.model_copy(update={"asking": asking})
        return self.reply(say(key, self.language, **values))

    def say(self, key: str, *, clear: bool = False, **values: object) -> Decision:
        if clear:
            self.slots.asking, self.slots.action_id = "", 0
        return self.reply(say(key, self.language, **values))

    def reply(self, text: str, parts: tuple[Part, ...] = (), proposal: Proposal | None = None) -> Decision:
        made = answer(text, Reason.TOOL, self.intent, SURE)
        draft = Draft(text, self.intent, SURE, Action.ANSWER, provider="tools")
        return replace(made, parts=parts, proposal=proposal, slots=self.slots.dump(), draft=draft)

    def propose(self, key: str, proposal: Proposal, **values: object) -> Decision:
        """Asked for before it is done."""
        self.slots.asking = "confirm"
        return self.reply(say(key, self.language, **values), proposal=proposal)

    def give_up(self, key: str, reason: Reason, note: str) -> Decision:
        made = hand_over(self.snapshot, Reason.PROVIDER, self.intent, why=note)
        draft = Draft("", self.intent, SURE, Action.HAND_OVER, provider="tools")
        return replace(made, reason=reason, text=say(key, self.language), draft=draft)

    def failed(self, error: IspError) -> Decision:
        note = f"Queria: {WISHES_PT.get(self.slots.wish, '')}. O sistema do provedor falhou ({error.code})."
        if self.subscriber:
            note += f" Contrato {self.subscriber.contract}."
        made = self.give_up("failed", Reason.TOOL_FAILED, note)
        draft = Draft("", self.intent, SURE, Action.HAND_OVER, provider="tools", error=f"{error.code}: {error}"[:300])
        return replace(made, draft=draft)
