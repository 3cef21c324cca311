"""Take a picture of a page of a running service: `python -m tests.browser.shoot http://127.0.0.1:8000/quality out.png`.

A path alone is asked of a service over the shipped records that is begun for the picture.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from tests.browser.conftest import SEEDS, launched

TOKEN = "a-token-for-pictures-alone"
_ROOT = Path(__file__).parents[2]


@contextmanager
def begun() -> Iterator[str]:
    """Serve the shipped records on a free port, and give the address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        own = {"KG_HOME": f"{folder}/home", "KG_TOKENS": f"steward:Mina:{TOKEN}", "KG_DATA": str(_ROOT / "data")}
        sources = {"KG_SOURCES": str(SEEDS)} if SEEDS.is_dir() else {}
        environment = {**os.environ, **own, **sources}
        kg = Path(sys.executable).parent / "kg"
        service = subprocess.Popen([kg, "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}"
        try:
            while not _is_ready(address):
                time.sleep(0.2)
                if service.poll() is not None:
                    sys.exit("The service did not start: run `kg serve` to see why.")
            yield address
        finally:
            service.terminate()
            service.wait()


def _is_ready(address: str) -> bool:
    try:
        with urlopen(f"{address}/ready", timeout=5):
            return True
    except OSError:
        return False


def main() -> None:
    """Take one picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", help="address, or path on a service that is begun")
    parser.add_argument("picture", type=Path)
    parser.add_argument("--width", type=int, default=1400)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--korean", action="store_true")
    parser.add_argument("--screen", action="store_true", help="what is seen first, not the whole page")
    parser.add_argument("--steward", action="store_true", help="sign in first")
    wish = parser.parse_args()
    if "://" in wish.page:
        shoot(wish.page, wish)
        return
    with begun() as address:
        shoot(address + wish.page, wish)


def shoot(address: str, wish: argparse.Namespace) -> None:
    """Take a picture of an address."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        page = browser.new_page(
            viewport={"width": wish.width, "height": wish.height},
            color_scheme="dark" if wish.dark else "light",
            locale="ko-KR" if wish.korean else "en-GB",
        )
        if wish.steward:
            page.goto("/".join(address.split("/")[:3]) + "/sign-in")
            page.locator("main input[type=password]").fill(TOKEN)
            page.locator("main button").first.click()
        page.goto(address, wait_until="networkidle")
        page.screenshot(path=wish.picture, full_page=not wish.screen)


if __name__ == "__main__":
    main()
