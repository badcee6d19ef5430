from accounts.sealing import Unreadable, seal, unseal
from conversations.composed import Composed
from isp.adapter import Adapter
from isp.checked import Checked
from isp.example import ExampleAdapter
from isp.models import System

# Asked for in every turn of the bot.
ACTIVE = Composed(lambda: System.objects.filter(pk=1, is_active=True))


def adapter(*, deadline: float = float("inf")) -> Adapter | None:
    """The configured one; null where there is none. Raises Misconfigured. By time.monotonic(), no answer over HTTP is
    waited for beyond the deadline."""
    system = ACTIVE.first()
    if system is None:
        return None
    if system.kind == System.Kind.EXAMPLE:
        return Checked(ExampleAdapter())
    from isp.http import HttpAdapter  # noqa: PLC0415  its client's memory is for those who have such a system

    return Checked(HttpAdapter(system, deadline))


def save_system(system: System, *, secret: str = "") -> System:
    """An empty secret keeps the present one."""
    if secret.strip():
        system.sealed_secret = seal(secret.strip())
    system.save()
    return system


def rotate_secret() -> bool:
    """Seal it anew with the first key. False when no key opens it."""
    system = System.objects.filter(pk=1).exclude(sealed_secret="").first()
    if system is None:
        return True
    try:
        system.sealed_secret = seal(unseal(system.sealed_secret))
    except Unreadable:
        return False
    system.save(update_fields=["sealed_secret"])
    return True
