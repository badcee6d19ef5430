"""What people set for themselves in the inbox, and what it is as long as they have not."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exceptions import Conflict, Invalid

# By what each does: the key, and how it is called. Single letters clash with no menu and no AltGr.
SHORTCUTS: dict[str, tuple[str, Promise]] = {
    "next": ("j", gettext_lazy("next conversation")),
    "previous": ("k", gettext_lazy("previous conversation")),
    "last": ("b", gettext_lazy("back to the conversation before")),
    "reply": ("r", gettext_lazy("reply")),
    "note": ("n", gettext_lazy("write a note")),
    "take": ("a", gettext_lazy("take the conversation")),
    "transfer": ("t", gettext_lazy("transfer")),
    "close": ("e", gettext_lazy("close the conversation")),
    "labels": ("l", gettext_lazy("labels")),
    "priority": ("p", gettext_lazy("priority")),
    "wait": ("w", gettext_lazy("wait for the customer")),
    "snooze": ("s", gettext_lazy("set the conversation aside")),
    "unread": ("u", gettext_lazy("mark the conversation as unread")),
    "select": ("x", gettext_lazy("select the conversation")),
    "panel": ("i", gettext_lazy("show or hide the customer")),
    "inside": ("f", gettext_lazy("search in the open conversation")),
    "filter": ("v", gettext_lazy("filter the list")),
    "search": ("/", gettext_lazy("search the conversations")),
    "undo": ("z", gettext_lazy("undo the last send")),
    "help": ("?", gettext_lazy("this sheet")),
}
EVENTS: dict[str, tuple[dict[str, bool], Promise]] = {
    "message": ({"sound": True, "desktop": True}, gettext_lazy("A customer writes in a conversation of mine")),
    "assigned": ({"sound": True, "desktop": True}, gettext_lazy("A conversation is assigned to me")),
    "woken": ({"sound": True, "desktop": True}, gettext_lazy("What I set aside comes back")),
    "followed": ({"sound": True, "desktop": True}, gettext_lazy("A customer writes in a conversation that I follow")),
    "mention": ({"sound": True, "desktop": True}, gettext_lazy("Somebody names me in a note")),
    "sla": ({"sound": True, "desktop": True}, gettext_lazy("An SLA is soon due or missed")),
    "queue": ({"sound": False, "desktop": False}, gettext_lazy("A conversation comes into the queue")),
}
WAYS = ("sound", "desktop")
COMFORTABLE, COMPACT = "comfortable", "compact"
# One of a few each; the first is what it is as long as nobody has chosen.
CHOICES: dict[str, dict[str, Promise]] = {
    "undo_send": {
        "0": gettext_lazy("off"),
        "5": gettext_lazy("5 seconds"),
        "10": gettext_lazy("10 seconds"),
        "20": gettext_lazy("20 seconds"),
    },
    "afterwards": {
        "stay": gettext_lazy("Stay in the conversation"),
        "next": gettext_lazy("Open the next one of the list"),
        "list": gettext_lazy("Go back to the list"),
    },
    "swipes": {
        "on": gettext_lazy("To the right read or unread, to the left close or take"),
        "off": gettext_lazy("off"),
    },
}


def shortcuts_of(preferences: Mapping[str, Any]) -> dict[str, str]:
    """What somebody gave a key to keeps it: whatever has the same key by itself has none then."""
    chosen = preferences.get("shortcuts") or {}
    taken = set(chosen.values())
    return {act: chosen.get(act, "" if key in taken else key) for act, (key, _label) in SHORTCUTS.items()}


def notifications_of(preferences: Mapping[str, Any]) -> dict[str, dict[str, bool]]:
    chosen = preferences.get("notifications") or {}
    return {event: {**usual, **chosen.get(event, {})} for event, (usual, _label) in EVENTS.items()}


def enter_sends(preferences: Mapping[str, Any]) -> bool:
    return preferences.get("enter_sends", True) is not False


def signs(preferences: Mapping[str, Any]) -> bool:
    """Whether what they write to customers begins with their name."""
    return preferences.get("signs") is True


def density(preferences: Mapping[str, Any]) -> str:
    """How close the list and the messages stand."""
    return COMPACT if preferences.get("density") == COMPACT else COMFORTABLE


def choice_of(preferences: Mapping[str, Any], name: str) -> str:
    chosen, values = preferences.get(name), CHOICES[name]
    return chosen if chosen in values else next(iter(values))


def with_choice(preferences: Mapping[str, Any], name: str, value: str) -> dict[str, Any]:
    if value not in CHOICES.get(name, ()):
        raise Invalid(attr="name" if name not in CHOICES else name)
    return {**preferences, name: value}


def with_density(preferences: Mapping[str, Any], density: str) -> dict[str, Any]:
    if density not in (COMFORTABLE, COMPACT):
        raise Invalid(attr="density")
    return {**preferences, "density": density}


def with_shortcut(preferences: Mapping[str, Any], act: str, key: str) -> dict[str, Any]:
    """Raises Invalid for what is no single character, and Conflict for a key that does something else already."""
    if act not in SHORTCUTS:
        raise Invalid(_("There is no such shortcut."), attr="act")
    if len(key) != 1 or not key.isprintable() or key.isspace():
        raise Invalid(_("A shortcut is one letter, digit or sign."), attr="key")
    for other, taken in shortcuts_of(preferences).items():
        if taken == key and other != act:
            name = SHORTCUTS[other][1]
            raise Conflict(_("“%(key)s” is taken: %(name)s.") % {"key": key, "name": name}, code="key_taken")
    return {**preferences, "shortcuts": {**(preferences.get("shortcuts") or {}), act: key}}


def with_notification(preferences: Mapping[str, Any], event: str, way: str, is_on: bool) -> dict[str, Any]:
    if event not in EVENTS or way not in WAYS:
        raise Invalid(attr="event")
    chosen = dict(preferences.get("notifications") or {})
    chosen[event] = {**chosen.get(event, {}), way: is_on}
    return {**preferences, "notifications": chosen}
