from django.db import models
from django.utils.translation import gettext_lazy as _


class Intent(models.TextChoices):
    """What a customer wants. Part of the interface; an installation may use further ones on its articles."""

    GREETING = "greeting", _("Greeting")
    THANKS = "thanks", _("Thanks")
    GOODBYE = "goodbye", _("Goodbye")
    HUMAN = "human", _("Wants a person")
    COMPLAINT = "complaint", _("Complaint")
    TECHNICAL_SUPPORT = "technical_support", _("Technical support")
    OUTAGE = "outage", _("Outage")
    INVOICE_COPY = "invoice_copy", _("Copy of the invoice")
    BILLING_STATUS = "billing_status", _("Payments")
    NEGOTIATION = "negotiation", _("Negotiation of debts")
    DUE_DATE_CHANGE = "due_date_change", _("Change of the due date")
    TRUST_UNLOCK = "trust_unlock", _("Unlock on trust")
    PLAN_CHANGE = "plan_change", _("Change of plan")
    NEW_CONTRACT = "new_contract", _("New contract")
    PRICES = "prices", _("Prices")
    COVERAGE = "coverage", _("Coverage")
    INSTALLATION = "installation", _("Installation")
    ADDRESS_CHANGE = "address_change", _("Change of address")
    CANCELLATION = "cancellation", _("Cancellation")
    SUBSCRIBER_AREA = "subscriber_area", _("Subscriber area")
    OPENING_HOURS = "opening_hours", _("Opening hours")
    OTHER = "other", _("Other")
