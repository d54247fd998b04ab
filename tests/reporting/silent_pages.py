"""What browser tests share: a browser, and pages that must stay silent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from views import OpenPage


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def foreign(request: Request, folder: Path) -> list[str]:
    """The address of a request that is not for a page of ``folder`` as a whole."""
    whole = request.is_navigation_request() and request.frame.parent_frame is None
    return [] if whole and request.url.startswith(folder.as_uri()) else [request.url]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages that must stay silent: no message, error, dialog, or request but their own."""
    contexts: list[BrowserContext] = []
    seen: list[str] = []

    def opener(path: Path, at: str = "", *, width: int = 1280, **context: Any) -> Page:
        made = browser.new_context(viewport={"width": width, "height": 900}, **context)
        contexts.append(made)
        page = made.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: seen.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: seen.append(f"error: {error}"))
        page.on("request", lambda request: seen.extend(foreign(request, path.parent)))
        page.on("dialog", lambda dialog: seen.append(f"dialog: {dialog.message}"))
        page.goto(path.as_uri() + at)
        return page

    yield opener
    for made in contexts:
        made.close()
    assert seen == []
