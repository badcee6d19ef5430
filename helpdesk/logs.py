"""One line an event: ids and outcomes, never texts, numbers or tokens."""

from typing import Any

import structlog

LEVELS = [name for level in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL") for name in (level, level.lower())]


def logging_config(level: str, *, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING; structlog writes through it, so that all lines look alike."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.KeyValueRenderer(key_order=["event"], drop_missing=True)
                    if not as_json
                    else structlog.processors.JSONRenderer(),
                ],
                "foreign_pre_chain": [structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder()],
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level.upper()},
        "loggers": {
            "httpx": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "django.channels": {"level": "WARNING"},
        },
    }
