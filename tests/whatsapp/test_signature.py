from whatsapp.signature import is_signed, sign


def test_it_accepts_what_was_signed_with_the_secret() -> None:
    assert is_signed("secret", b'{"a": "\\u00e9"}', sign("secret", b'{"a": "\\u00e9"}'))


def test_it_refuses_a_changed_body_another_secret_and_no_secret() -> None:
    header = sign("secret", b"body")
    assert not is_signed("secret", b"body ", header)
    assert not is_signed("other", b"body", header)
    assert not is_signed("", b"body", sign("", b"body"))
    assert not is_signed("secret", b"body", "")
