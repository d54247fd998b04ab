"""How browser tests open a page and what they read from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = pytest.mark.parametrize("width", [1280, 390])


class OpenPage(Protocol):
    """Opens a file in the browser, at a hash."""

    def __call__(self, path: Path, at: str = "", *, width: int = 1280, **context: Any) -> Page: ...


def listed(page: Page) -> list[str]:
    """The item ids in the list."""
    return page.locator(".rows .end span:last-child").all_inner_texts()


def fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def complaints(page: Page) -> list[str]:
    """What axe finds that is moderate or worse."""
    return [
        f"{of['impact']} {of['id']}: {node['html']}"
        for of in Axe().run(page).response["violations"]
        for node in of["nodes"]
        if of["impact"] in {"serious", "critical", "moderate"}
    ]
