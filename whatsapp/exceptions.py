"""What WhatsApp's services refuse, beside what the conversations' do."""

from django.utils.translation import gettext_lazy as _

from conversations.exceptions import Conflict


class WhatsAppUnavailable(Conflict):
    """Not our failure, so no 5xx: the same call may succeed later."""

    code = "whatsapp_unavailable"
    detail = _("WhatsApp cannot be reached. Try again.")
