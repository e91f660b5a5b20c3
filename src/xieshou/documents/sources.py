"""数据来源: every figure of a document opens to its page, and an annex tells of each where it comes from.

A layout names the figures it prints (`Cell.ref`, `Mention.ref`, such as `funds.total.executed`); whoever knows the records
tells the origin of each. Here the two meet: the figure becomes a link to its page, and the annex behind the form lists
every figure once. A figure of which nothing is known is said to be unregistered. The form itself is not changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xieshou.documents.document import Block, Document, Paragraph, Section
from xieshou.documents.grid import Grid
from xieshou.documents.table import Align, Caption, Cell, Table
from xieshou.documents.text_check import FORBIDDEN

TITLE = "附：本表各数的来源"
SHEET = "数据来源"
HEADERS = ("序号", "哪个数", "数值", "口径", "算式", "记录", "佐证", "截至", "打开")
UNREGISTERED = "来源未登记"
NO_DEFINITION = "口径未登记"
NO_PROOFS = "没有佐证"
PROSE = "正文"
MOST = 500  # figures in an annex; of a longer document the rest is counted, and opens all the same
LONGEST_DEFINITION, LONGEST_ARITHMETIC = 160, 500  # characters
MOST_VALUES = 12  # listed of the figures of one origin
_WIDTHS = (7, 38, 32, 40, 54, 17, 46, 28, 40)
_OPENS = 8  # the column of addresses


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence: its number in the store, which the dossier prints too, its file's name and SHA-256."""

    number: str
    name: str
    sha256: str

    def __str__(self) -> str:
        return f"证据 {self.number}　{self.name}（{self.sha256[:12]}）"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where figures come from. `page`: the path that opens them; it may stand for several figures told together.

    `records`: how many were counted, in words. `unlisted`: how many proofs there are beside those listed. `unproved`: what
    is said where there are none. `as_of`: the day, or the frozen period with its version. Empty is not known.
    """

    name: str
    page: str = ""
    definition: str = ""
    arithmetic: str = ""
    records: str = ""
    proofs: tuple[Proof, ...] = ()
    unlisted: int = 0
    unproved: str = NO_PROOFS
    as_of: str = ""

    @property
    def is_registered(self) -> bool:
        """Whether anything tells how the figures came about."""
        return bool(self.arithmetic or self.records or self.proofs)


@dataclass(frozen=True, slots=True)
class Told:
    """One figure and its origin; `label` is what it is called beside the others of the same origin."""

    origin: Origin
    label: str = ""


Origins = Mapping[str, Told]


def with_sources(document: Document, origins: Origins, address: str = "", *, annex: bool = True) -> Document:
    """The document with its figures as links, and the annex behind it.

    `address`: where the installation is reached (`https://host`); without one nothing is a link, and the annex prints the
    paths. `annex` off: the links alone.
    """
    linked = tuple(_linked_section(section, origins, address) for section in document.sections)
    entries = _entries(document, origins) if annex else []
    behind = (_annex(entries, address.rstrip("/")),) if entries else ()
    return replace(document, sections=(*linked, *behind))


def annex_of(figures: Iterable[tuple[str, str, str]], origins: Origins, address: str = "") -> Section | None:
    """The annex alone, for a form that is printed otherwise. `figures`: what each is called, its name, its text."""
    entries = _collected((("", label, ref, text) for label, ref, text in figures if ref and text), origins)
    return _annex(entries, address.rstrip("/")) if entries else None


def opened(origins: Origins, address: str) -> dict[str, str]:
    """The address of the page of each figure that has one; none without the installation's address."""
    if not address:
        return {}
    return {ref: f"{address.rstrip('/')}{told.origin.page}" for ref, told in origins.items() if told.origin.page}


def legible(document: Document, characters: str) -> Document:
    """The document with □ in its annex for characters that no font has: a file's name may not keep a form from being printed."""
    boxes = str.maketrans(dict.fromkeys(characters, "□"))
    return replace(document, sections=tuple(_translated(section, boxes) for section in document.sections))


def _translated(section: Section, boxes: Mapping[int, str]) -> Section:
    table = section.blocks[0] if len(section.blocks) == 1 else None
    if not isinstance(table, Table) or table.name != SHEET:
        return section
    cells = tuple(replace(cell, text=cell.text.translate(boxes)) for cell in table.cells)
    return replace(section, blocks=(replace(table, cells=cells),))


# --- links ---


def _linked_section(section: Section, origins: Origins, address: str) -> Section:
    if not address:
        return section
    opens = opened(origins, address)
    return replace(section, blocks=tuple(_linked(block, opens) for block in section.blocks))


def _linked(block: Block, opens: Mapping[str, str]) -> Block:
    if isinstance(block, Table):
        cells = (replace(cell, link=opens[cell.ref]) if cell.ref in opens else cell for cell in block.cells)
        return replace(block, cells=tuple(cells))
    if isinstance(block, Paragraph) and block.mentions:
        mentions = (replace(one, link=opens.get(one.ref, "")) for one in block.mentions)
        return replace(block, mentions=tuple(mentions))
    return block


# --- the annex ---


@dataclass(slots=True)
class _Entry:
    """One line of the annex: the origin, where its figures stand, and each with its label."""

    name: str
    origin: Origin | None
    places: dict[str, None] = field(default_factory=dict)
    values: dict[str, None] = field(default_factory=dict)


def _entries(document: Document, origins: Origins) -> list[_Entry]:
    return _collected(_printed(document), origins)


def _collected(printed: Iterable[tuple[str, str, str, str]], origins: Origins) -> list[_Entry]:
    """Every origin once, in the order in which its first figure is printed."""
    found: dict[object, _Entry] = {}
    for place, where, ref, text in printed:
        told = origins.get(ref)
        name = told.origin.name if told is not None else where
        key: object = told.origin if told is not None else (place, where)
        entry = found.setdefault(key, _Entry(name, told.origin if told is not None else None))
        entry.places[place] = None
        entry.values[f"{told.label} {text}" if told is not None and told.label else text] = None
    return list(found.values())


def _printed(document: Document) -> Iterator[tuple[str, str, str, str]]:
    """Every named figure that is printed: its table, its place in it, its name, its text."""
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                table = _one_line(block.title or block.name)
                yield from ((table, _at(cell), cell.ref, cell.text) for cell in block.cells if cell.ref and cell.text)
            elif isinstance(block, Paragraph):
                yield from ((PROSE, one.text, one.ref, one.text) for one in block.mentions)


def _at(cell: Cell) -> str:
    return f"第 {cell.row + 1} 行第 {cell.col + 1} 列"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _annex(entries: Sequence[_Entry], address: str) -> Section:
    grid = Grid(len(HEADERS))
    grid.headers(HEADERS)
    is_named = len({place for entry in entries for place in entry.places}) > 1
    for number, entry in enumerate(entries[:MOST], 1):
        grid.next_row()
        _row(grid, number, entry, is_named=is_named)
    cells = tuple(_opening(cell, address) for cell in grid.cells())
    table = Table(
        SHEET,
        _WIDTHS,
        cells,
        title=TITLE,
        captions=(Caption(_how(address)),),
        header_rows=1,
        notes=tuple(_notes(len(entries) - MOST)),
        is_flowing=True,
    )
    return Section((table,), landscape=True)


def _how(address: str) -> str:
    if address:
        return f"表中的数和“打开”一列可以点开；网址为 {address} 加“打开”一列，登录后按各人的权限显示。"
    return "在本系统网址后加“打开”一列即可打开，登录后按各人的权限显示。"


def _notes(left_out: int) -> Iterable[str]:
    yield "佐证列：证据编号、文件名、SHA-256 校验码前 12 位；编号与绩效档案的证据清单一致。"
    if left_out > 0:
        yield f"另有 {left_out} 个来源没有列出，请点开表中的数查看。"


def _row(grid: Grid, number: int, entry: _Entry, *, is_named: bool) -> None:
    """`is_named`: the document has several tables, so that the line says in which its figures stand."""
    origin = entry.origin or Origin(entry.name)
    known = origin.is_registered
    texts = (
        f"{entry.name}\n（{'、'.join(entry.places)}）" if is_named else entry.name,
        _values(entry),
        _cut(origin.definition, LONGEST_DEFINITION) or (NO_DEFINITION if known else ""),
        _cut(origin.arithmetic, LONGEST_ARITHMETIC) if known else UNREGISTERED,
        origin.records,
        "\n".join(_proofs(origin)) if known else "",
        origin.as_of,
        origin.page,
    )
    grid.label(0, str(number))
    for col, text in enumerate(texts, 1):
        grid.put(col, FORBIDDEN.sub("", text), align=Align.LEFT)


def _cut(text: str, longest: int) -> str:
    """A rule that fills half a page is told in full on the page it opens."""
    return text if len(text) <= longest else f"{text[:longest]}……（全文见打开的页面）"


def _values(entry: _Entry) -> str:
    shown = list(entry.values)
    more = f"\n等 {len(shown)} 个数" if len(shown) > MOST_VALUES else ""
    return "\n".join(shown[:MOST_VALUES]) + more


def _proofs(origin: Origin) -> Iterable[str]:
    yield from map(str, origin.proofs)
    if origin.unlisted:
        yield f"另有 {origin.unlisted} 份，点开查看" if origin.proofs else f"{origin.unlisted} 份，点开查看"
    elif not origin.proofs:
        yield origin.unproved


def _opening(cell: Cell, address: str) -> Cell:
    """An address is a link itself."""
    is_address = cell.col == _OPENS and cell.row > 0 and cell.text and address
    return replace(cell, link=f"{address}{cell.text}") if is_address else cell
