"""Browsers that are signed in."""

from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_AGENT = 300


class BrowserSession(models.Model):
    """What a session is called to its owner. It goes with the session, and opens nothing."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="browser")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="browsers")
    # The digest of the session's key, by which its sockets are named.
    key = models.CharField(max_length=21, unique=True)
    user_agent = models.CharField(max_length=MAX_AGENT, blank=True, default="")
    address = models.GenericIPAddressField(null=True, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("signed-in browser"), _("signed-in browsers")

    def __str__(self) -> str:
        return self.key
