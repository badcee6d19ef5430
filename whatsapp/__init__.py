"""WhatsApp over Meta's Cloud API: webhook in, outbox out, templates."""
