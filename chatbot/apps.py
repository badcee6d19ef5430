from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatbotConfig(AppConfig):
    name = "chatbot"
    verbose_name = _("Chatbot")

    def ready(self) -> None:
        # Imported here because models must be loaded first.
        from chatbot.receivers import forget_erased, wake_bot  # noqa: PLC0415
        from conversations.events import BotSeatFreed, CustomerErased, MessageReceived, subscribe  # noqa: PLC0415

        subscribe(MessageReceived, wake_bot)
        subscribe(BotSeatFreed, wake_bot)
        subscribe(CustomerErased, forget_erased, within=True)
