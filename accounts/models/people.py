"""People and teams: who works here, in which role, and how busy they may be."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models.presence import Connection, PauseReason, Presence


class Role(models.TextChoices):
    AGENT = "agent", _("Agent")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMIN = "admin", _("Administrator")
    BOT = "bot", _("Bot")


STEERING_ROLES = (Role.SUPERVISOR, Role.ADMIN)


class Team(models.Model):
    """A sector of the company ("setor"): conversations wait in its queue."""

    class Assignment(models.TextChoices):
        AUTOMATIC = "automatic", _("To the least loaded agent")
        MANUAL = "manual", _("Agents take from the queue")

    name = models.CharField(_("name"), max_length=60, unique=True)
    assignment = models.CharField(
        _("assignment"), max_length=10, choices=Assignment.choices, default=Assignment.AUTOMATIC
    )
    is_default = models.BooleanField(
        _("default"), default=False, help_text=_("Conversations that name no team go to this one.")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("team"), _("teams")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="team_at_most_one_default"
            ),
        )

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def agents(self) -> "UserQuerySet":
        """People who answer customers."""
        return self.filter(is_active=True).exclude(role=Role.BOT)

    def online_bots(self) -> "UserQuerySet":
        """Those who would hear of a conversation at once: with a socket that is open now, whatever the grace."""
        sockets = Connection.objects.filter(
            user=models.OuterRef("pk"), closed_at=None, seen_at__gt=timezone.now() - Connection.FRESH
        )
        return self.filter(models.Exists(sockets), is_active=True, role=Role.BOT, presence=Presence.ONLINE)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def agents(self) -> UserQuerySet:
        return self.get_queryset().agents()

    def online_bots(self) -> UserQuerySet:
        return self.get_queryset().online_bots()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"role": Role.ADMIN, "name": email, **fields})


class User(AbstractBaseUser):
    """An account. `presence` is what others see; `chosen_presence` (and why, if it is a pause) what the person set."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    teams = models.ManyToManyField(Team, verbose_name=_("teams"), related_name="members", blank=True)
    max_conversations = models.PositiveSmallIntegerField(
        _("conversations at once"), default=8, help_text=_("No more are assigned to the agent by the system.")
    )
    language = models.CharField(
        _("language"),
        max_length=5,
        blank=True,
        default="",
        choices=[("", _("as the browser")), ("pt-br", "Português (Brasil)"), ("en", "English")],
    )
    # What people set for themselves: `shortcuts`, `enter_sends`, `signs`, `notifications` (see accounts.preferences).
    preferences = models.JSONField(default=dict, blank=True, editable=False)
    # Another one ends all sessions that began with this one.
    session_salt = models.CharField(max_length=32, blank=True, default="", editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    presence = models.CharField(
        _("presence"), max_length=8, choices=Presence.choices, default=Presence.OFFLINE, editable=False
    )
    chosen_presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.ONLINE, editable=False)
    chosen_reason = models.ForeignKey(
        PauseReason, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    presence_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    last_assigned_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name, verbose_name_plural = _("account"), _("accounts")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
            models.CheckConstraint(condition=models.Q(max_conversations__lte=500), name="user_max_conversations_sane"),
            models.CheckConstraint(
                condition=models.Q(chosen_reason__isnull=True) | models.Q(chosen_presence=Presence.AWAY),
                name="user_reason_only_away",
            ),
        )
        indexes = (
            # Routing: who is there.
            models.Index(fields=["presence", "role"], condition=models.Q(is_active=True), name="user_present"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """For the administration, which greets people by it."""
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must bear to count: it changes with the password, and with every signing out elsewhere."""
        return self._salted(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same with earlier secrets."""
        return map(self._salted, super().get_session_auth_fallback_hash())

    def _salted(self, of_password: str) -> str:
        if not self.session_salt:
            return of_password
        return salted_hmac(self.session_salt, of_password, algorithm="sha256").hexdigest()

    @property
    def is_steering(self) -> bool:
        """Supervisors and administrators see and steer everything."""
        return self.role in STEERING_ROLES

    @property
    def is_bot(self) -> bool:
        return self.role == Role.BOT

    @property
    def can_answer(self) -> bool:
        """May have conversations."""
        return self.is_active and not self.is_bot

    @property
    def pause_reason(self) -> PauseReason | None:
        """Why they are away now, if they said so."""
        return self.chosen_reason if self.presence == Presence.AWAY else None

    @property
    def is_staff(self) -> bool:
        """May open the Django admin."""
        return self.is_active and self.is_steering

    @property
    def is_superuser(self) -> bool:
        return self.is_active and self.role == Role.ADMIN

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
