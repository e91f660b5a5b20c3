"""Make the fonts that the package carries: subset, rename, write. A maintainer runs it; nobody else needs it.

    python tools/fonts/build.py SOURCES [--out src/xieshou/documents/fonts]

SOURCES is the folder into which the Debian packages named in README.md were unpacked (`dpkg -x`).
Needs fontTools and cffsubr, which are no dependencies of the project: install them in an environment of their own.
"""

import argparse
import bz2
import hashlib
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import cffsubr
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

PACKAGE = Path(__file__).parents[2] / "src/xieshou/documents/fonts"
NOTO = "usr/share/fonts/opentype/noto"
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
WENKAI = "usr/share/fonts/truetype/lxgw-wenkai"
UNIHAN = "usr/share/unicode/Unihan_OtherMappings.txt.bz2"
MODIFIED = "2026-11-21"

# What an official table prints besides Han characters: Latin, Greek, punctuation, units, arrows, signs, full-width forms.
SYMBOLS = (
    (0x0020, 0x007E), (0x00A0, 0x017F), (0x0391, 0x03C9), (0x2010, 0x2027), (0x2030, 0x203B), (0x20AC, 0x20AC),
    (0x2103, 0x2122), (0x2150, 0x217F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x257F),
    (0x25A0, 0x26FF), (0x3000, 0x303F), (0x3041, 0x30FF), (0x3200, 0x33FF), (0xFF01, 0xFFEF),
)  # fmt: skip


class Han(Enum):
    """How many Han characters a font keeps."""

    GB2312 = "GB/T 2312: 6,763"
    STANDARD = "GB/T 2312 and 通用规范汉字表: 9,000"
    GBK = "GBK and 通用规范汉字表: 22,000"


@dataclass(frozen=True)
class Font:
    """One file to make: where it comes from, which face, its new name, how many Han characters it keeps."""

    file: str
    source: str
    sha256: str
    family: str
    style: str = "Regular"
    face: str = ""
    han: Han = Han.STANDARD


FONTS = (
    Font(
        "XieshouSong-Regular.otf",
        f"{NOTO}/NotoSerifCJK-Regular.ttc",
        "a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
        "Xieshou Song",
        face="Noto Serif CJK SC",
        han=Han.GBK,
    ),
    Font(
        "XieshouTitle-Bold.otf",
        f"{NOTO}/NotoSerifCJK-Bold.ttc",
        "a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
        "Xieshou Title",
        style="Bold",
        face="Noto Serif CJK SC",
        han=Han.GB2312,
    ),
    Font(
        "XieshouHei-Regular.otf",
        f"{NOTO}/NotoSansCJK-Regular.ttc",
        "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
        "Xieshou Hei",
        face="Noto Sans CJK SC",
    ),
    Font(
        "XieshouFang-Regular.otf",
        f"{FANDOL}/FandolFang-Regular.otf",
        "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
        "Xieshou Fang",
    ),
    Font(
        "XieshouKai-Regular.ttf",
        f"{WENKAI}/LXGWWenKai-Regular.ttf",
        "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8",
        "Xieshou Kai",
    ),
)


def main() -> int:
    """Build every font and print the rows of README.md's table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("--out", type=Path, default=PACKAGE)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        jobs = [pool.submit(build, font, arguments.sources, arguments.out) for font in FONTS]
        for job in jobs:
            sys.stdout.write(job.result() + "\n")
    return 0


def build(font: Font, sources: Path, out: Path) -> str:
    """Make one font; give its row of the table: file, bytes, characters, sha256."""
    source = sources / font.source
    found = digest(source)
    if found != font.sha256:
        raise SystemExit(f"{source}: sha256 is {found}, expected {font.sha256}. Use the package version in README.md.")
    made = opened(source, font.face)
    cut(made, set(symbols()) | han(sources, font.han))
    rename(made, font)
    if "CFF " in made:
        cffsubr.subroutinize(made)
    target = out / font.file
    made.save(target)
    count = len(TTFont(target).getBestCmap())
    return f"| {font.file} | {target.stat().st_size:,} | {count:,} | {digest(target)} |"


def opened(source: Path, face: str) -> TTFont:
    """The font, or the named face of a collection, with its dates left alone so that a rebuild gives the same bytes."""
    if not face:
        return TTFont(source, recalcTimestamp=False)
    for font in TTCollection(source).fonts:
        if font["name"].getDebugName(1) == face:
            font.recalcTimestamp = False
            return font
    raise SystemExit(f"{source}: no face named {face}")


def symbols() -> Iterator[int]:
    """The code points of SYMBOLS."""
    for first, last in SYMBOLS:
        yield from range(first, last + 1)


def han(sources: Path, kept: Han) -> set[int]:
    """The Han characters that a font keeps."""
    codec = "gbk" if kept is Han.GBK else "gb2312"
    coded = {code for code in range(0x3400, 0xFFFF) if encodes(code, codec)}
    return coded if kept is Han.GB2312 else coded | standard_characters(sources)


def standard_characters(sources: Path) -> set[int]:
    """The 8,105 characters of 通用规范汉字表, from Unihan's kTGH."""
    text = bz2.decompress((sources / UNIHAN).read_bytes()).decode()
    rows = (line.split("\t") for line in text.splitlines() if line.startswith("U+"))
    return {int(row[0][2:], 16) for row in rows if row[1] == "kTGH"}


def encodes(code: int, codec: str) -> bool:
    """Whether the codec has the character."""
    try:
        chr(code).encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def cut(font: TTFont, characters: set[int]) -> None:
    """Keep these characters; drop hinting (a PDF does not use it), vertical forms and language variants."""
    options = Options(
        hinting=False, notdef_outline=True, name_IDs=["*"], name_languages=["*"], layout_features=["kern", "locl"]
    )
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG"]
    options.layout_scripts = ["DFLT", "hani", "latn"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def rename(font: TTFont, made: Font) -> None:
    """Give the family its own name (reserved font names may not be used by a modified version); keep copyright, licence."""
    names = font["name"]
    kept = {number: names.getDebugName(number) for number in (0, 7, 9, 11, 13, 14)}
    postscript = f"{made.family.replace(' ', '')}-{made.style}"
    kept |= {
        1: made.family,
        2: made.style,
        3: f"{postscript};{MODIFIED}",
        4: f"{made.family} {made.style}",
        6: postscript,
    }
    kept[10] = f"Subset and renamed on {MODIFIED} for Xieshou from {Path(made.source).name} {made.face}".strip()
    names.names = []
    for number, text in sorted(kept.items()):
        if text:
            names.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        rename_cff(font, made, postscript)


def rename_cff(font: TTFont, made: Font, postscript: str) -> None:
    """The same names inside the CFF table, which PDF programs show."""
    table = font["CFF "].cff
    table.fontNames = [postscript]
    top = table.topDictIndex[0]
    top.FamilyName, top.FullName = made.family, f"{made.family} {made.style}"


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
