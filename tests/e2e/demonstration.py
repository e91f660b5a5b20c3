"""A running demonstration with one window per account, and how a picture of a page is taken and kept small."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

TODAY = date.today()  # noqa: DTZ011 the demonstration's own calendar
WIDTH, HEIGHT, TALLEST = 1280, 800, 1500
LARGEST = 150 * 1024
HEADER = 68  # pixels that the head of the page covers
TO_TOP = "(element, above) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - above)"


@dataclass
class Demonstration:
    """A running demonstration: one window per account."""

    browser: Browser
    base: str
    password: str
    out: Path
    windows: dict[str, Page] = field(default_factory=dict)

    def window(self, account: str) -> Page:
        """The window of an account, signed in."""
        if account not in self.windows:
            size = {"width": WIDTH, "height": HEIGHT}
            page = self.browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()  # type: ignore[arg-type]
            page.goto(f"{self.base}/accounts/login/")
            page.fill("[name=login]", account)
            page.fill("[name=password]", self.password)
            page.click("form[action$='login/'] button.btn-primary")
            page.wait_for_load_state()
            self.windows[account] = page
        return self.windows[account]

    def go(self, account: str, path: str) -> Page:
        page = self.window(account)
        page.goto(self.base + path)
        return page

    def shoot(self, code: str, page: Page, *, at: str = "", above: int = HEADER) -> None:
        """The page as it stands, from the top or from what `at` selects, with `above` pixels over it."""
        page.wait_for_load_state("networkidle")
        page.evaluate("() => window.scrollTo(0, 0)")
        tall = int(page.evaluate("() => document.querySelector('main, body').scrollHeight")) + 120
        page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, min(tall, TALLEST))})
        if at:
            page.locator(at).first.evaluate(TO_TOP, above)
        write(self.out / f"{code}.png", page.screenshot())
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def day(days: int) -> str:
    """So many days from now, as typed into a form."""
    return (TODAY + timedelta(days=days)).isoformat()


def write(path: Path, picture: bytes) -> None:
    """Fewer colours until it is small enough."""
    for colours in (256, 128, 64, 32):
        data = BytesIO()
        Image.open(BytesIO(picture)).convert("RGB").quantize(colours).save(data, "PNG", optimize=True)
        if len(data.getvalue()) <= LARGEST:
            break
    path.write_bytes(data.getvalue())


def until(page: Page, selector: str, seconds: int = 60) -> None:
    """Loads the page again until it shows what is waited for."""
    for _ in range(seconds):
        if page.locator(selector).count():
            return
        time.sleep(1)
        with suppress(PlaywrightError):  # the page was just loading itself again
            page.reload()
    raise TimeoutError(f"{page.url}: no {selector}")


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def running(home: Path) -> Iterator[str]:
    """A fresh demonstration that serves until the end."""
    port = free_port()
    surroundings = {**os.environ, "XIESHOU_HOME": str(home), "XIESHOU_DEMO": "1"}
    start = [sys.executable, "-m", "xieshou"]
    subprocess.run([*start, "init", "--demo"], env=surroundings, check=True)
    server = subprocess.Popen([*start, "serve", "--port", str(port), "--workers", "1"], env=surroundings)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(base: str) -> None:
    for _ in range(120):
        try:
            with urlopen(f"{base}/health/"):
                return
        except OSError:
            time.sleep(1)
    raise TimeoutError(f"{base} does not answer")
