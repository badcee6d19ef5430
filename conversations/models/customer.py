"""Who writes to us. One person may be known by several provider ids; each id belongs to one person."""

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conversations.models.functions import Plain


class Customer(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    phone = models.CharField(  # noqa: DJ001  null: known by another id only
        _("phone"),
        max_length=20,
        null=True,
        blank=True,
        help_text=_("E.164, such as +5511987654321."),
    )
    # The customer chooses and changes it: it is shown, and nobody is found by it.
    username = models.CharField(_("WhatsApp username"), max_length=100, blank=True, default="", editable=False)
    # A WhatsApp group has a thread of its own and is never mixed with what its members write alone.
    is_group = models.BooleanField(_("group"), default=False, editable=False)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    document = models.CharField(_("CPF or CNPJ"), max_length=20, blank=True, default="")
    plan = models.CharField(_("plan"), max_length=120, blank=True, default="")
    since = models.DateField(_("customer since"), null=True, blank=True)
    birth = models.DateField(_("birth"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True, default="")
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    is_blocked = models.BooleanField(_("blocked"), default=False)
    # The provider spares the customer more marketing until then.
    no_marketing_until = models.DateTimeField(_("no marketing until"), null=True, blank=True, editable=False)
    # What is left of a customer whose data were erased: nothing but this row, for their conversations to belong to.
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("customer"), _("customers")
        constraints = (
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(name="", phone=None, username="", email="", document="", plan="", notes="", attributes={})
                & Q(since=None, birth=None),
                name="customer_erased_has_nothing",
            ),
        )
        indexes = (
            # The customer list, newest first.
            models.Index(fields=["-created_at", "id"], name="customer_newest"),
            # Search by part of a name (without accents) or of a phone.
            GinIndex(OpClass(Plain("name"), name="gin_trgm_ops"), name="customer_name_trigram"),
            GinIndex(OpClass(models.F("phone"), name="gin_trgm_ops"), name="customer_phone_trigram"),
            # Search by CPF or CNPJ.
            models.Index(fields=["document"], condition=~Q(document=""), name="customer_document"),
        )

    def __str__(self) -> str:
        if self.erased_at:
            return str(_("Erased customer"))
        shown = self.name or self.phone or self.username
        return shown or (str(_("Group")) if self.is_group else str(self.id))


class IdentityKind(models.TextChoices):
    PHONE = "phone", _("WhatsApp number")
    USER_ID = "user_id", _("WhatsApp user id")
    PARENT = "parent", _("WhatsApp parent user id")
    GROUP = "group", _("WhatsApp group")


class CustomerIdentity(models.Model):
    """An id under which the provider knows the customer, kept exactly as the provider wrote it.

    `value` is the address that is sent to; `match_key` only finds (the Brazilian ninth digit makes one person
    appear under two numbers).
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(_("kind"), max_length=8, choices=IdentityKind.choices)
    value = models.CharField(_("value"), max_length=160)
    match_key = models.CharField(max_length=200)
    # The newest of its kind is where the customer is written to.
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("identity"), _("identities")
        constraints = (models.UniqueConstraint(fields=["kind", "value"], name="identity_belongs_to_one_customer"),)
        indexes = (
            # Finding who wrote, at every message.
            models.Index(fields=["match_key"], name="identity_match_key"),
        )

    def __str__(self) -> str:
        return self.value


class MergeCandidate(models.Model):
    """Two customers who may be one person: their ids came to match. People decide; once dismissed it stays so."""

    class Reason(models.TextChoices):
        PHONE = "phone", _("Their numbers are one number, written in two ways")
        IDENTITY = "identity", _("WhatsApp gave the ids of both for one person")

    # In the order of their ids, so that a pair is one row.
    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=8, choices=Reason.choices)
    created_at = models.DateTimeField(_("found"), default=timezone.now)
    dismissed_at = models.DateTimeField(_("dismissed"), null=True, blank=True)
    dismissed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("possible double"), _("possible doubles")
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="merge_candidate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="merge_candidate_in_order"),
        )
        indexes = (
            # The administration's list: what waits for a decision, newest first.
            models.Index(fields=["-created_at"], condition=Q(dismissed_at=None), name="merge_candidate_open"),
        )

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"

    def other_than(self, customer: Customer) -> Customer:
        return self.second if self.first_id == customer.pk else self.first
