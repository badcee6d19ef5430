"""Which system is asked, and its credentials."""

from isp.services.systems import adapter, rotate_secret, save_system

__all__ = ["adapter", "rotate_secret", "save_system"]
