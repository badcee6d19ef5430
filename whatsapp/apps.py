from django.apps import AppConfig


class WhatsAppConfig(AppConfig):
    name = "whatsapp"
    verbose_name = "WhatsApp"

    def ready(self) -> None:
        from conversations.events import MessageQueued, MessagesRead, subscribe
        from whatsapp.events import AlertChanged, TemplateToBeFetched
        from whatsapp.receivers import deliver_queued, fetch_templates, show_alerts, show_what_was_read

        subscribe(MessageQueued, deliver_queued)
        subscribe(MessagesRead, show_what_was_read)
        subscribe(AlertChanged, show_alerts)
        subscribe(TemplateToBeFetched, fetch_templates)
