"""Where the provider's system is, and the built-in example of one."""

from isp.models.example import (
    ExampleHours,
    ExampleInvoice,
    ExampleOrder,
    ExampleOutage,
    ExamplePhone,
    ExampleSubscriber,
)
from isp.models.system import System

__all__ = [
    "ExampleHours",
    "ExampleInvoice",
    "ExampleOrder",
    "ExampleOutage",
    "ExamplePhone",
    "ExampleSubscriber",
    "System",
]
