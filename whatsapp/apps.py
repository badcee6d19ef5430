from django.apps import AppConfig


class WhatsAppConfig(AppConfig):
    name = "whatsapp"
    verbose_name = "WhatsApp"

    def ready(self) -> None:
        from conversations.events import (
            CustomerErased,
            FileChanged,
            FileExpected,
            MessageQueued,
            MessagesRead,
            subscribe,
        )
        from whatsapp.events import (
            AlertChanged,
            NumberToBeChecked,
            PayloadsToApply,
            TemplateToBeFetched,
            UploadEnded,
            UploadExpected,
        )
        from whatsapp.receivers import (
            check_numbers,
            clean_up,
            deliver_prepared,
            deliver_queued,
            deliver_uploaded,
            drain_again,
            fetch_templates,
            forget_erased,
            hand_over_files,
            handle_files,
            show_alerts,
            show_what_was_read,
        )

        subscribe(MessageQueued, deliver_queued)
        subscribe(CustomerErased, forget_erased, within=True)
        subscribe(CustomerErased, clean_up)
        subscribe(FileExpected, handle_files)
        subscribe(FileChanged, deliver_prepared)
        subscribe(MessagesRead, show_what_was_read)
        subscribe(AlertChanged, show_alerts)
        subscribe(TemplateToBeFetched, fetch_templates)
        subscribe(NumberToBeChecked, check_numbers)
        subscribe(PayloadsToApply, drain_again)
        subscribe(UploadExpected, hand_over_files)
        subscribe(UploadEnded, deliver_uploaded)
