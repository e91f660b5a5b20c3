"""Page measures of the two layouts, in millimetres, and the type sizes in points: one place for every format."""

from dataclasses import dataclass

from xieshou.documents.document import Layout, Section

A4 = (210, 297)
LINE = 28  # points from line to line in a 公文: 22 lines a page (GB/T 9704)


@dataclass(frozen=True, slots=True)
class Margins:
    """Margins of a page, millimetres."""

    top: int
    bottom: int
    left: int
    right: int


MARGINS = {Layout.OFFICIAL: Margins(37, 35, 28, 26), Layout.FORM: Margins(18, 18, 15, 15)}
CELL_SIZE = {Layout.OFFICIAL: "10.5", Layout.FORM: "9"}


def paper(section: Section) -> tuple[int, int]:
    """Width and height of the section's paper, millimetres."""
    short, long = A4
    return (long, short) if section.landscape else (short, long)


def text_width(section: Section) -> int:
    """Width of the text area, millimetres."""
    margins = MARGINS[section.layout]
    return paper(section)[0] - margins.left - margins.right


def twips(millimetres: int) -> int:
    """Word's unit, a twentieth of a point, rounded half up."""
    return (millimetres * 14400 + 127) // 254
