"""What the chatbot does: it takes turns in conversations, and answers questions that are put to it directly."""

from chatbot.services.questions import Answer, answer_question
from chatbot.services.turns import TurnResult, take_turn

__all__ = ["Answer", "TurnResult", "answer_question", "take_turn"]
