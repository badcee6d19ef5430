"""What WhatsApp's services refuse, beside what the conversations' do."""

from django.utils.translation import gettext_lazy as _

from conversations.exceptions import DomainError


class WhatsAppUnavailable(DomainError):
    status = 503
    code = "whatsapp_unavailable"
    detail = _("WhatsApp cannot be reached. Try again.")
