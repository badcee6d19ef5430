"""What the bot has asked and learnt in a conversation, typed at the border of its JSON column."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Asking = Literal["", "document", "factor", "contract", "day", "confirm", "visit", "unlock"]


class Slots(BaseModel):
    model_config = ConfigDict(extra="ignore")

    # What the customer wants, and what they were asked for.
    wish: str = ""
    asking: Asking = ""
    # The CPF or CNPJ that they gave, and how often what they gave did not fit.
    document: str = ""
    tries: int = 0
    # Whose account it is, once that was shown.
    subscriber_id: str = ""
    description: str = ""
    action_id: int = 0
    # Where the conversation's present part began: what was learnt before it is void.
    start: int = Field(default=0)

    @classmethod
    def read(cls, value: object) -> "Slots":
        """Forgiving: what does not fit is forgotten."""
        try:
            return cls.model_validate(value)
        except ValidationError:
            return cls()

    def dump(self) -> dict[str, Any]:
        return self.model_dump(exclude_defaults=True)
