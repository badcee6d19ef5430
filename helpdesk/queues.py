"""Which queue each task goes to; those not named go to `default`. Separate ones, so that neither a slow model nor a
large file delays a message."""

ROUTES = {
    "whatsapp.tasks.drain": {"queue": "inbound"},
    "whatsapp.tasks.sweep_payloads": {"queue": "inbound"},
    "whatsapp.tasks.deliver": {"queue": "outbound"},
    "whatsapp.tasks.sweep_outbox": {"queue": "outbound"},
    "whatsapp.tasks.show_read": {"queue": "outbound"},
    "whatsapp.tasks.handle_file": {"queue": "media"},
    "whatsapp.tasks.hand_over_file": {"queue": "media"},
    "whatsapp.tasks.sweep_files": {"queue": "media"},
    # Few at a time, and in no hurry.
    "chatbot.tasks.sweep_meanings": {"queue": "media"},
    "chatbot.tasks.take_turn": {"queue": "chatbot"},
    "chatbot.tasks.take_turns": {"queue": "chatbot"},
}
