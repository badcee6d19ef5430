"""Pictures of every page in both themes and languages, into var/screenshots: `make screenshots`, or only some of them
with ONLY="login thread"."""

import os
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, sign_in
from tests.browser.states import STATES, enter
from tests.flow.system import running

SIZES = ((1440, 900), (1024, 768), (390, 844))
# The inbox alone, at its narrowest and on a large screen.
EXTREMES = ((360, 740), (2560, 1440))
FOLDER = Path("var/screenshots")


def take(browser: Browser, port: int, size: tuple[int, int], theme: Any, language: str) -> None:
    wanted = os.environ.get("ONLY", "").split()
    pages: dict[str, Page] = {}
    width, height = size
    for state in STATES:
        if (wanted and state.name not in wanted) or (size in EXTREMES and state.name not in ("list", "thread")):
            continue
        if state.who not in pages:
            made = browser.new_context(
                base_url=f"http://127.0.0.1:{port}",
                viewport={"width": width, "height": height},
                locale=language,
                color_scheme=theme,
                reduced_motion="reduce",
            )
            pages[state.who] = sign_in(made, state.who) if state.who else made.new_page()
        try:
            enter(pages[state.who], state)
        except (Error, AssertionError) as error:
            sys.stderr.write(f"{state.name} at {width} × {height}: {str(error).splitlines()[0]}\n")
        pages[state.who].screenshot(path=FOLDER / f"{state.name}-{width}-{theme}-{language}.png")
    for page in pages.values():
        page.context.close()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running(DEMO="1", CHATBOT_WAIT_MS="100") as system, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size in (*SIZES, *EXTREMES):
            for theme in ("light", "dark"):
                for language in ("pt-BR", "en"):
                    take(browser, system.port, size, theme, language)
        browser.close()


if __name__ == "__main__":
    main()
