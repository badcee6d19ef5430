from django.db import models


class LastReport(models.Model):
    """When WhatsApp last spoke of something: older news does not turn it back."""

    account_id = models.CharField(max_length=32)
    # What it spoke of: a number, a template; and which side of it.
    subject = models.CharField(max_length=600, blank=True, default="")
    aspect = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account_id", "subject", "aspect"], name="report_once_per_aspect"),
        )

    def __str__(self) -> str:
        return f"{self.aspect} {self.subject}"
