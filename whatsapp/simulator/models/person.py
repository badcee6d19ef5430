from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from whatsapp.simulator.models.changes import CurrentTransaction

WINDOW = timedelta(hours=24)
TYPING = timedelta(seconds=25)


class PersonQuerySet(models.QuerySet["Person"]):
    def changed_since(self, transaction: int) -> Self:
        return self.filter(changed_in__gte=transaction)

    def by_activity(self) -> Self:
        return self.order_by(models.F("last_message_at").desc(nulls_last=True), "id")


class Person(models.Model):
    """Somebody with WhatsApp on the phone: Meta's view of a customer."""

    name = models.CharField(_("name"), max_length=120, blank=True, default="")
    # Without a number only the id and the username are shown to a business (2026: usernames).
    wa_id = models.CharField(_("WhatsApp id"), max_length=20, unique=True, null=True, blank=True)
    # The number without the ninth digit that Brazil added: whichever way one dials, it is the same account.
    phone_key = models.CharField(max_length=20, unique=True, null=True, blank=True)
    user_id = models.CharField(_("business-scoped user id"), max_length=131, unique=True)
    username = models.CharField(_("username"), max_length=40, blank=True, default="")
    is_blocked = models.BooleanField(_("blocked by the business"), default=False)
    # The 24-hour window counts from here.
    last_inbound_at = models.DateTimeField(_("last wrote"), null=True, blank=True)
    last_message_at = models.DateTimeField(_("last message"), null=True, blank=True)
    last_type = models.CharField(max_length=20, blank=True, default="")
    last_preview = models.CharField(max_length=120, blank=True, default="")
    unread = models.PositiveIntegerField(_("unread"), default=0)
    typing_until = models.DateTimeField(null=True, blank=True)
    # Somebody looks at the chat: what arrives is read at once.
    looking_until = models.DateTimeField(null=True, blank=True)
    # The phone is switched off: what is sent stays at one tick until it is on again.
    is_offline = models.BooleanField(_("phone switched off"), default=False)
    has_stopped_marketing = models.BooleanField(_("wants no marketing"), default=False)
    # After an advertisement what is sent costs nothing until then.
    free_entry_until = models.DateTimeField(null=True, blank=True)
    # When the next message of the business is due at the pair's rate.
    next_send_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    changed_in = models.BigIntegerField(db_default=CurrentTransaction())

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("person"), _("people")
        constraints = (
            models.CheckConstraint(
                condition=Q(wa_id__isnull=True, phone_key__isnull=True)
                | Q(wa_id__isnull=False, phone_key__isnull=False),
                name="simulator_person_phone_whole",
            ),
        )
        indexes = (
            # The page's poll: what changed.
            models.Index(fields=["changed_in"], name="simulator_person_changed"),
        )

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def address(self) -> str:
        return self.wa_id or self.user_id

    @property
    def label(self) -> str:
        return self.name or self.phone or self.username or self.user_id

    @property
    def phone(self) -> str:
        return f"+{self.wa_id}" if self.wa_id else ""

    @property
    def is_window_open(self) -> bool:
        return self.last_inbound_at is not None and timezone.now() - self.last_inbound_at < WINDOW

    @property
    def window_ends_at(self) -> datetime | None:
        return self.last_inbound_at and self.last_inbound_at + WINDOW

    @property
    def is_looking(self) -> bool:
        return self.looking_until is not None and self.looking_until > timezone.now()

    @property
    def is_entry_free(self) -> bool:
        return self.free_entry_until is not None and self.free_entry_until > timezone.now()

    @property
    def is_business_typing(self) -> bool:
        return self.typing_until is not None and self.typing_until > timezone.now()
