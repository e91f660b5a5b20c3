"""Pictures for the manual: `python -m tests.e2e.screenshots OUT` makes a demonstration, works in it, takes a picture of each function.

Every picture is OUT/<code>.png, 1280 pixels wide, at most 150 KB.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e import pictures_performance, pictures_platform, pictures_projects
from tests.e2e.chromium import CHROMIUM, FLAGS
from tests.e2e.demonstration import Demonstration, running

PARTS = (*pictures_platform.PARTS, *pictures_projects.PARTS, *pictures_performance.PARTS)


def main(out: Path, only: set[str]) -> int:
    """Every part in turn; one that fails is told and the next goes on."""
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as base, sync_playwright() as driver:
        password = (Path(folder) / "demo-password.txt").read_text(encoding="utf-8").strip()
        demo = Demonstration(driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS), base, password, out)
        for part in PARTS:
            if only and part.__name__ not in only:
                continue
            try:
                part(demo)
            except Exception as error:  # noqa: BLE001 the other pictures are still wanted
                failed += 1
                print(f"{part.__name__}: {error}", file=sys.stderr)  # noqa: T201
        demo.browser.close()
    return failed


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("python -m tests.e2e.screenshots OUT [part …]")
    sys.exit(main(Path(sys.argv[1]), set(sys.argv[2:])))
