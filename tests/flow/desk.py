"""An agent's page without a browser, as far as it sends: what got no answer is asked again, under the same id."""

import time
from typing import Any

import httpx


class Desk:
    def __init__(self, port: int, email: str = "supervisor@empresa.com", password: str = "senha123") -> None:
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5)
        self.http.get("/login").raise_for_status()
        form = {"email": email, "password": password, "csrfmiddlewaretoken": self.token}
        assert self.http.post("/login", data=form).status_code == 302, "not signed in"

    @property
    def token(self) -> str:
        return str(self.http.cookies["csrftoken"])

    def post(self, path: str, **fields: str) -> dict[str, Any]:
        headers = {"X-CSRFToken": self.token, "X-Requested-With": "fetch"}
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = self.http.post(path, data=fields, headers=headers)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code < 500:
                assert answer.status_code < 300, answer.text
                return answer.json() if answer.content else {}
            assert time.monotonic() < deadline, f"{path}: no answer"
            time.sleep(0.3)
