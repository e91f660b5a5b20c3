"""One page of a PDF: its characters and its ruled lines, upright, with the origin at the top left.

Taken from PDFium directly: ten times as fast as a reader in Python, bounded in time on broken files.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

MAX_CHARS = 60_000  # of a page; a page full of 6 pt characters has some 8,000
MAX_OBJECTS = 40_000
MAX_SEGMENTS = 12_000
MAX_FORMS = 5  # forms in forms
STRAIGHT = 1.0  # points a line may lean
MAX_SIZE = 1e6
THICK = 4.0  # a filled rectangle thinner than this is a line
SHORT = 2.0

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Char(NamedTuple):
    """A character with its box and its baseline; `y` grows downwards. A tuple: a page has some thousand."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line: at `at`, from `start` to `end`; across or down the page."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PageItems:
    """What stands on a page."""

    chars: tuple[Char, ...]
    across: tuple[Segment, ...]
    down: tuple[Segment, ...]
    images: int
    cut: bool  # there was more than the bounds allow
    top: float  # the edges of the page
    bottom: float


def page_items(page: Any, text_page: Any) -> PageItems:
    """Characters and lines of a page, turned upright."""
    turn = _text_turn(text_page)
    count = int(pdfium.FPDFText_CountChars(text_page))
    left, top, right, bottom = _edges(page, turn)
    chars = tuple(
        char
        for char in _chars(text_page, min(count, MAX_CHARS), turn)
        if left <= (char.x0 + char.x1) / 2 <= right and top <= (char.top + char.bottom) / 2 <= bottom
    )
    drawing = _Drawing(turn)
    drawing.add(page, _UNIT, 0)
    is_cut = drawing.cut or count > MAX_CHARS
    return PageItems(chars, tuple(drawing.across), tuple(drawing.down), drawing.images, is_cut, top, bottom)


def _edges(page: Any, turn: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the page; what is drawn outside is not seen."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        return -MAX_SIZE, -MAX_SIZE, MAX_SIZE, MAX_SIZE
    (ax, ay), (bx, by) = turned(box.left, box.bottom, turn), turned(box.right, box.top, turn)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _text_turn(text_page: Any) -> int:
    """Quarter turns that bring the text upright. The page's own rotation does not matter: a landscape table may be set
    sideways on an upright page, or upright on a turned one."""
    count = int(pdfium.FPDFText_CountChars(text_page))
    step = max(1, count // 40)
    quarters = [0, 0, 0, 0]
    for index in range(0, min(count, MAX_CHARS), step):
        angle = float(pdfium.FPDFText_GetCharAngle(text_page, index))
        quarters[round(angle / 1.5707963) % 4] += 1
    turn = quarters.index(max(quarters))
    return (4 - turn) % 4


BLANK = 32


def _chars(text_page: Any, count: int, turn: int) -> Iterator[Char]:
    """The characters in the order they are drawn, without the blanks and line ends that PDFium adds."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    of_code, box, origin, size = (  # looked up once: the loop runs some thousand times a page
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetCharBox,
        pdfium.FPDFText_GetCharOrigin,
        pdfium.FPDFText_GetFontSize,
    )
    codes = _codes(text_page, count)
    for index in range(count):
        code = codes[index] if codes else of_code(text_page, index)
        if code <= BLANK and (code < BLANK or pdfium.FPDFText_IsGenerated(text_page, index) == 1):
            continue
        if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            continue
        box(text_page, index, left, right, bottom, top)
        origin(text_page, index, x, y)
        height = max(size(text_page, index), 1.0)
        if turn:
            (ax, ay), (bx, by) = turned(left.value, bottom.value, turn), turned(right.value, top.value, turn)
            base = turned(x.value, y.value, turn)[1]
            yield Char(chr(code), min(ax, bx), max(ax, bx), min(ay, by), max(ay, by), base, height)
        else:
            yield Char(chr(code), left.value, right.value, -top.value, -bottom.value, -y.value, height)


def _codes(text_page: Any, count: int) -> Sequence[int]:
    """The code of every character, taken at once; none where some have no code or two, so that they cannot be counted off."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if count == 0 or int(pdfium.FPDFText_GetText(text_page, 0, count, buffer)) != count + 1:
        return ()
    codes = buffer[:count]
    return () if any(0xD800 <= code < 0xE000 or code == 0 for code in codes) else codes


def turned(x: float, y: float, turn: int) -> Point:
    """A point of the page's own space on the upright page, y downwards."""
    match turn:
        case 1:
            return y, x
        case 2:
            return -x, y
        case 3:
            return -y, -x
        case _:
            return x, -y


class _Drawing:
    """The straight lines that a page draws, those of the forms on it too."""

    def __init__(self, turn: int) -> None:
        self.turn = turn
        self.across: list[Segment] = []
        self.down: list[Segment] = []
        self.images = 0
        self.objects = 0
        self.cut = False

    def add(self, page: Any, matrix: Matrix, depth: int) -> None:
        """Every object of a page."""
        for index in range(int(pdfium.FPDFPage_CountObjects(page))):
            self._object(pdfium.FPDFPage_GetObject(page, index), matrix, depth)
            if self.cut:
                return

    def _object(self, item: Any, matrix: Matrix, depth: int) -> None:
        self.objects += 1
        self.cut = self.cut or self.objects > MAX_OBJECTS or len(self.across) + len(self.down) > MAX_SEGMENTS
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            self._path(item, _times(_matrix(item), matrix))
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self.images += 1
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_FORMS:
            inner = _times(_matrix(item), matrix)
            for index in range(int(pdfium.FPDFFormObj_CountObjects(item))):
                if not self.cut:
                    self._object(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    def _path(self, item: Any, matrix: Matrix) -> None:
        count = int(pdfium.FPDFPath_CountSegments(item))
        if not 2 <= count <= MAX_SEGMENTS:
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        lines = [(turned(*a, self.turn), turned(*b, self.turn)) for a, b in _lines(item, count, matrix)]
        if not stroke.value and (not fill.value or not _is_thin(lines)):
            return
        for start, end in lines:
            self._line(start, end)

    def _line(self, start: Point, end: Point) -> None:
        (x0, y0), (x1, y1) = start, end
        if abs(y0 - y1) <= STRAIGHT and abs(x0 - x1) >= SHORT:
            self.across.append(Segment((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= STRAIGHT and abs(y0 - y1) >= SHORT:
            self.down.append(Segment((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _is_thin(lines: list[tuple[Point, Point]]) -> bool:
    xs = [point[0] for line in lines for point in line]
    ys = [point[1] for line in lines for point in line]
    return bool(xs) and min(max(xs) - min(xs), max(ys) - min(ys)) <= THICK


def _lines(item: Any, count: int, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    """The straight pieces of a path; curves are passed over."""
    first = last = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = _moved((x.value, y.value), matrix)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield point, first
        last = point


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _UNIT
    return found.a, found.b, found.c, found.d, found.e, found.f


def _moved(point: Point, matrix: Matrix) -> Point:
    (x, y), (a, b, c, d, e, f) = point, matrix
    return a * x + c * y + e, b * x + d * y + f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    x0, y0 = _moved((e, f), outer)
    oa, ob, oc, od, _, _ = outer
    return a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, x0, y0
