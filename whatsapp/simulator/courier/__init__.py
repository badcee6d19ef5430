"""The process that carries webhooks to the business. It imports nothing of Django, to stay small."""
