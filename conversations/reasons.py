"""Why a message did not get there, in words that a person understands, with what to do about it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Text = str | Promise

WINDOW = gettext_lazy("The 24-hour window had closed. Send a template.")
BUSY = gettext_lazy("WhatsApp had a fault of its own for too long. Send it again later.")
OURS = gettext_lazy("WhatsApp did not understand the message. Write it in another way, or tell your administrator.")
PARAMETERS = gettext_lazy("The template's fields do not fit. Choose the template again and fill it in anew.")
STOPPED = gettext_lazy("WhatsApp has stopped our sending. Your supervisor sees why, and must act.")
ACCOUNT = gettext_lazy("WhatsApp has restricted our account. Your supervisor sees why, and must act.")
PAYMENT = gettext_lazy("WhatsApp asks for a valid payment method. Your supervisor must settle it.")
TOO_FAST = gettext_lazy("Too many messages went out at once. Send it again in some minutes.")
FILE = gettext_lazy("WhatsApp did not accept the file. Check its type and size, and attach it again.")

REASONS: dict[str, Text] = {
    "window_closed": WINDOW,
    "131047": WINDOW,
    "no_address": gettext_lazy("We know no WhatsApp number of this customer. Ask for it."),
    "unreachable": gettext_lazy("WhatsApp could not be reached for hours. Send it again later."),
    "cannot_be_sent": OURS,
    "media_missing": gettext_lazy("The file is no longer there. Attach it again."),
    "media_failed": FILE,
    "unconfirmed": gettext_lazy("WhatsApp never confirmed this message. It may have arrived all the same."),
    "left": gettext_lazy("WhatsApp never confirmed this message, and it was not sent again."),
    "131026": gettext_lazy(
        "This number cannot be reached on WhatsApp. Check the number, or ask the customer to update the app."
    ),
    "131021": gettext_lazy("This is our own number. Check the customer's."),
    "131030": gettext_lazy("Our number is a test number, which writes only to those on its list."),
    "131049": gettext_lazy("WhatsApp spares this customer more marketing for now. Wait at least a day."),
    "131050": gettext_lazy("The customer does not want marketing messages. Send no more of them."),
    "130472": gettext_lazy("WhatsApp delivers no marketing to this customer for now. Wait until the customer writes."),
    "130403": gettext_lazy("We have blocked this customer on WhatsApp. Unblock the number first."),
    "130497": gettext_lazy("WhatsApp does not let us write to this country."),
    "131062": gettext_lazy("WhatsApp wants the phone number for this kind of message. Ask the customer for it."),
    "131051": gettext_lazy("WhatsApp does not support this kind of message. Write it in another way."),
    "131052": gettext_lazy("WhatsApp could not fetch the file. Attach it again."),
    "131053": FILE,
    "132000": PARAMETERS,
    "132012": PARAMETERS,
    "132018": PARAMETERS,
    "132001": gettext_lazy("WhatsApp does not know this template in this language. Choose another one."),
    "132005": gettext_lazy("With these words the template is too long. Shorten what you filled in."),
    "132007": gettext_lazy("WhatsApp's rules do not allow this template. Choose another one."),
    "132015": gettext_lazy("WhatsApp has paused this template. Choose another one."),
    "132016": gettext_lazy("WhatsApp has disabled this template for good. Choose another one."),
    "132068": gettext_lazy("WhatsApp has blocked this form. Tell your supervisor."),
    "132069": gettext_lazy("This form was sent too often. Send it again in an hour."),
    "131042": PAYMENT,
    "134011": PAYMENT,
    "131048": gettext_lazy("Too many people reported our messages. WhatsApp takes fewer for now. Try again later."),
    "131063": gettext_lazy("Marketing is switched off for our number. Tell your supervisor."),
    "131064": ACCOUNT,
    "368": ACCOUNT,
    "131031": ACCOUNT,
    **dict.fromkeys(("131056", "130429", "4", "80007"), TOO_FAST),
    **dict.fromkeys(("1", "2", "131000", "131016", "131057", "133004"), BUSY),
    **dict.fromkeys(("0", "3", "10", "33", "190", "131005", "131037", "131045", "133010"), STOPPED),
    **dict.fromkeys(("100", "131008", "131009", "135000"), OURS),
}


def reason_for(error: dict[str, Any] | None) -> str:
    """Where nothing better is known, in the provider's own words."""
    error = error or {}
    known = REASONS.get(str(error.get("code", "")))
    detail = str(error.get("detail") or "")
    return str(known or (_(detail) if detail else "") or _("WhatsApp refused it without a reason."))
