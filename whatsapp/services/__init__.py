"""What writes for WhatsApp: applying payloads, delivering the outbox, sending to numbers, templates."""
