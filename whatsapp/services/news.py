"""Webhooks come in any order, and twice: what is older than what we know of the same thing is no news."""

from datetime import datetime

from whatsapp.models import LastReport


def is_news(*, account_id: str, subject: str, aspect: str, at: datetime) -> bool:
    """Notes the time, and says whether nothing later is known. Must run in the transaction that acts on it."""
    key = {"account_id": account_id[:32], "subject": subject[:600], "aspect": aspect[:100]}
    report, is_first = LastReport.objects.select_for_update().get_or_create(**key, defaults={"at": at})
    if is_first or report.at == at:
        return True
    return bool(LastReport.objects.filter(pk=report.pk, at__lte=at).update(at=at))
