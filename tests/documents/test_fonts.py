"""The fonts the package carries."""

import hashlib
from pathlib import Path

from xieshou.documents.render_pdf import FONTS

README = Path(__file__).parents[2] / "tools/fonts/README.md"
FILES = sorted([*FONTS.glob("*.otf"), *FONTS.glob("*.ttf")])


def test_it_carries_no_more_than_30_mb() -> None:
    assert sum(path.stat().st_size for path in FILES) <= 30_000_000


def test_it_carries_the_fonts_that_the_build_made() -> None:
    listed = README.read_text(encoding="utf-8")
    assert len(FILES) == 5
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() in listed for path in FILES)


def test_it_names_a_licence_for_each_font() -> None:
    licences = (FONTS / "LICENSES.md").read_text(encoding="utf-8")
    assert all(path.name in licences for path in FILES)
    assert (FONTS / "OFL-1.1.txt").is_file()
    assert (FONTS / "GPL-3.0-font-exception.txt").is_file()
