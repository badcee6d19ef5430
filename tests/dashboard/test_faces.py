"""What is only a few emoji is shown as large as on WhatsApp."""

import pytest

from dashboard.templatetags.desk import is_emoji


@pytest.mark.parametrize("text", ["😂", "👍🏽", "❤️", "👨‍👩‍👧", "🇧🇷", "1️⃣", "😂😂😂", " 😂 👍 "])
def test_up_to_three_alone(text: str) -> None:
    assert is_emoji(text)


@pytest.mark.parametrize("text", ["", "12", "ok 👍", "😂😂😂😂", "👍 obrigado", "™", "#"])
def test_words_and_more_are_text(text: str) -> None:
    assert not is_emoji(text)
