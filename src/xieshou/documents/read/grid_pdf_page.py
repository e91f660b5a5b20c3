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
    edges = _edges(page, turn)
    chars = tuple(_chars(text_page, min(count, MAX_CHARS), turn, edges))
    drawing = _Drawing(turn)
    drawing.add(page, _UNIT, 0)
    is_cut = drawing.cut or count > MAX_CHARS
    return PageItems(chars, tuple(drawing.across), tuple(drawing.down), drawing.images, is_cut, edges[1], edges[3])


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


def _untyped(function: Any, result: Any) -> Any:
    """A function of PDFium whose arguments are passed as they are: to check the type of each costs as much as the call."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(result)(address or 0)


_BOX = _untyped(pdfium.FPDFText_GetCharBox, ctypes.c_int)
_ORIGIN = _untyped(pdfium.FPDFText_GetCharOrigin, ctypes.c_int)
_SIZE = _untyped(pdfium.FPDFText_GetFontSize, ctypes.c_double)


def _chars(text_page: Any, count: int, turn: int, edges: tuple[float, float, float, float]) -> Iterator[Char]:
    """The characters on the page in the order they are drawn, without the blanks and line ends that PDFium adds."""
    least_x, least_y, most_x, most_y = edges
    box, origin, size_of = _BOX, _ORIGIN, _SIZE
    numbers = left, right, bottom, top, x, y = tuple(ctypes.c_double() for _ in range(6))
    a, b, c, d, e, f = map(ctypes.byref, numbers)  # made once: the loop runs some thousand times a page
    new = tuple.__new__  # as `Char` does, without its call in Python
    for index, text in _shown(text_page, count):
        box(text_page, index, a, b, c, d)
        origin(text_page, index, e, f)
        if turn:
            x0, x1, y0, y1 = _turned_box(left.value, right.value, bottom.value, top.value, turn)
            base = turned(x.value, y.value, turn)[1]
        else:
            x0, x1, y0, y1, base = left.value, right.value, -top.value, -bottom.value, -y.value
        if least_x <= (x0 + x1) / 2 <= most_x and least_y <= (y0 + y1) / 2 <= most_y:
            size = size_of(text_page, index)
            yield new(Char, (text, x0, x1, y0, y1, base, size if size > 1.0 else 1.0))


def _turned_box(left: float, right: float, bottom: float, top: float, turn: int) -> tuple[float, float, float, float]:
    """Left, right, top and bottom on the upright page."""
    (ax, ay), (bx, by) = turned(left, bottom, turn), turned(right, top, turn)
    return min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)


def _shown(text_page: Any, count: int) -> Iterator[tuple[int, str]]:
    """The characters that are printed, with their numbers."""
    codes = _codes(text_page, count) or [pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count)]
    for index, code in enumerate(codes):
        if code <= BLANK and (code < BLANK or pdfium.FPDFText_IsGenerated(text_page, index) == 1):
            continue
        if not (0xD800 <= code < 0xE000 or code > 0x10FFFF):
            yield index, chr(code)


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
    to_x, to_y = ctypes.byref(x), ctypes.byref(y)
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, to_x, to_y)
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
