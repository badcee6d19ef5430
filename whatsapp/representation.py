"""What the API and the WebSocket say of our account, built from rows."""

from typing import Any

from whatsapp.models import Alert


def alert_data(alert: Alert) -> dict[str, Any]:
    """With its number loaded."""
    return {
        "id": alert.pk,
        "kind": alert.kind,
        "subject": alert.subject,
        "detail": alert.detail,
        "number": alert.number.phone_number_id if alert.number else None,
        "raised_at": alert.raised_at.isoformat(),
        "acknowledged_at": alert.acknowledged_at.isoformat() if alert.acknowledged_at else None,
        "cleared_at": alert.cleared_at.isoformat() if alert.cleared_at else None,
    }
