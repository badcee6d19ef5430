"""The block that says where everything is."""

from helpdesk.local.settings import Settings

DEMO_LOGINS = (
    ("agent", "atendente@empresa.com", "senha123"),
    ("supervisor", "supervisor@empresa.com", "senha123"),
    ("bot agent", "bot@empresa.com", "bot_password_123"),
)


def welcome(settings: Settings, trouble: str) -> str:
    at = settings.address
    rows = [("Inbox", f"{at}/"), *_simulator_row(settings), ("Admin", f"{at}/admin/"), ("API", f"{at}/api/v1/docs")]
    state = f"up, but not all is well: {trouble}" if trouble else "ready"
    head = ["", f"  Helpdesk is {state}.", "", *[f"  {name:<18}{where}" for name, where in rows]]
    logins = [f"  {role:<18}{email:<26}{password}" for role, email, password in DEMO_LOGINS]
    demo = ["", "  Demo logins:", *logins] if settings.is_demo else []
    return "\n".join([*head, *demo, "", "  Ctrl-C stops it.", ""])


def _simulator_row(settings: Settings) -> list[tuple[str, str]]:
    return [("Customer's phone", f"{settings.address}/simulator/")] if settings.is_simulator else []
