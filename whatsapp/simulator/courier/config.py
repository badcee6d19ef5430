"""What the courier is told by the command that starts it, in one environment variable."""

import json
import os
from dataclasses import asdict, dataclass

VARIABLE = "SIMULATOR_COURIER"


@dataclass(frozen=True)
class Config:
    database: dict[str, str]
    webhook_url: str
    app_secret: str
    verify_token: str
    business_account_id: str
    log_level: str = "INFO"

    def as_environment(self) -> dict[str, str]:
        return {VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def from_environment(cls) -> "Config":
        return cls(**json.loads(os.environ[VARIABLE]))
