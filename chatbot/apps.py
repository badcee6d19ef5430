from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatbotConfig(AppConfig):
    name = "chatbot"
    verbose_name = _("Chatbot")

    def ready(self) -> None:
        # Imported here because models must be loaded first.
        from chatbot.receivers import forget_erased, note_scheduled_sent, wake_bot  # noqa: PLC0415
        from conversations.events import (  # noqa: PLC0415
            BotSeatFreed,
            CustomerErased,
            MessageReceived,
            ScheduledSent,
            subscribe,
        )

        subscribe(MessageReceived, wake_bot)
        subscribe(BotSeatFreed, wake_bot)
        subscribe(CustomerErased, forget_erased, within=True)
        subscribe(ScheduledSent, note_scheduled_sent, within=True)
