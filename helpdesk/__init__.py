"""The project: settings, routes, the ASGI application and the Celery application."""

__version__ = "0.1.0"
