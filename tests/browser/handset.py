"""A person with a phone (or a PC) in front of the office: opens pages, taps and is counted, and looks closely."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE = {"viewport": {"width": 412, "height": 915}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}
SMALL_PHONE = {**PHONE, "viewport": {"width": 360, "height": 740}}
PC = {"viewport": {"width": 1280, "height": 800}}
LOOK = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules });
  return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""


class Handset:
    """One browser tab of one person. `taps` counts what a finger does; typing is not tapping."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.taps = 0
        self.faults: list[str] = []
        self._address = address
        page.on("request", self._asked)
        page.on("console", self._told)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def _told(self, message: ConsoleMessage) -> None:
        # A refused form answers 4xx, and Chromium writes every such answer down as an error.
        if message.type in {"error", "warning"} and "the server responded with a status of 4" not in message.text:
            self.faults.append(message.text)

    def open(self, path: str) -> None:
        """Go to a page by its address, as a scanned code or a bookmark does."""
        self.page.goto(path)

    def button(self, name: str, **options: Any) -> Locator:
        """The button with these words, within the page's main part and toasts."""
        return self.page.get_by_role("button", name=name, **options)

    def tap(self, target: Locator | str) -> None:
        """One tap on a button or link, by its words or as it was found."""
        found = self.button(target) if isinstance(target, str) else target
        found.click()
        self.taps += 1

    def fill(self, label: str, text: str, *, nth: int = 0) -> None:
        """Type into the field with this label; of several alike the `nth` in sight."""
        self.page.get_by_label(label).locator("visible=true").nth(nth).fill(text)

    def choose(self, label: str, option: str, *, nth: int = 0) -> None:
        """Choose from a list by the words shown."""
        self.page.get_by_label(label, exact=True).locator("visible=true").nth(nth).select_option(label=option)

    def sees(self, text: str) -> None:
        """The words are in sight."""
        expect(self.page.locator("main"), f"{text!r} at {self.page.url}; faults: {self.faults}").to_contain_text(text)

    def number_in_address(self, pattern: str) -> int:
        """The number that the address has where it comes to be like `pattern`, a group around the number."""
        expect(self.page).to_have_url(re.compile(pattern))
        found = re.search(pattern, self.page.url)
        assert found, self.page.url
        return int(found[1])

    def look_closely(self) -> None:
        """Nothing stands wider than the screen, and the accessibility rules find nothing.

        A list that waits for its answer is dimmed: it is looked at when the answer is there. The rules look at a
        window as tall as the page: a bar that stays in reach covers what one scrolls past, for them it would be too
        small to hit.
        """
        page, size = self.page, self.page.viewport_size
        assert size is not None
        page.wait_for_load_state()
        expect(page.locator(".htmx-request, .htmx-settling, .htmx-swapping")).to_have_count(0)
        width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert width <= size["width"], f"{page.url} is {width} wide"
        page.set_viewport_size({"width": size["width"], "height": height + 200})
        found = page.evaluate(LOOK, RULES)
        page.set_viewport_size(size)
        assert not found, f"{page.url}: {found}"


SignIn = Callable[..., Handset]
"""The type of the fixture `sign_in`: ``sign_in("keeper", screen="small phone")`` gives that person's handset."""
