"""Starts the Chromium of the system, cut off from everything but what a test asks for."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (  # else it looks for its maker's hosts at each start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OURS = ("127.0.0.1", "localhost", "::1")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium, without a window; a sentence on the way out if there is none."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise FileNotFoundError("no Chromium on the PATH: run `python .ci/tools.py`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def note_faults(context: BrowserContext, faults: list[str]) -> None:
    """Add to `faults` what no page may do: console errors and warnings, exceptions, requests elsewhere."""

    def message(message) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def request(request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in OURS:
            faults.append(f"request to another host: {request.url}")

    context.on("console", message)
    context.on("weberror", lambda error: faults.append(f"exception: {error.error}"))
    context.on("request", request)
