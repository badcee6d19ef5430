"""What the bot knows, how it behaves, and what it did."""

from chatbot.models.agent_draft import AgentDraft
from chatbot.models.article import Article, ArticleVersion, KnowledgeVersion
from chatbot.models.gap import Gap, GapQuestion
from chatbot.models.intent import Intent
from chatbot.models.meaning import ArticleEmbedding, EmbeddingSpace, Passage
from chatbot.models.proposed import ProposedChange
from chatbot.models.reading import Reading
from chatbot.models.settings import BotSettings, SettingsChange
from chatbot.models.solved import SolvedCase
from chatbot.models.spend import ModelSpend
from chatbot.models.stay import Stay
from chatbot.models.tools import Action, Dialogue, ToolCall
from chatbot.models.turn import Turn

__all__ = [
    "Action",
    "AgentDraft",
    "Article",
    "ArticleEmbedding",
    "ArticleVersion",
    "BotSettings",
    "Dialogue",
    "EmbeddingSpace",
    "Gap",
    "GapQuestion",
    "Intent",
    "KnowledgeVersion",
    "ModelSpend",
    "Passage",
    "ProposedChange",
    "Reading",
    "SettingsChange",
    "SolvedCase",
    "Stay",
    "ToolCall",
    "Turn",
]
