"""An agent's name over what they write to a customer, where they chose so."""

from accounts import preferences
from accounts.models import User


def signed(text: str, by: User) -> str:
    """In bold, on a line of its own, as WhatsApp writes it. What is empty stays so: a file without a caption; and what
    was signed and taken back into the field is not signed twice."""
    signature = f"*{by.name.replace('*', '').strip()}:*\n"
    if not text.strip() or not preferences.signs(by.preferences) or text.startswith(signature):
        return text
    return signature + text
