from django.apps import AppConfig


class WhatsAppConfig(AppConfig):
    name = "whatsapp"
    verbose_name = "WhatsApp"

    def ready(self) -> None:
        from conversations.events import MessageQueued, subscribe
        from whatsapp.receivers import deliver_queued

        subscribe(MessageQueued, deliver_queued)
