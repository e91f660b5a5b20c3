"""A document: sections of blocks (title, headings, paragraphs, tables, notes), the same for every format."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from xieshou.documents.table import Align, Table


class Layout(StrEnum):
    """FORM: a table on a page. OFFICIAL: 公文, GB/T 9704 (37/35/28/26 mm, 28 pt lines, 仿宋)."""

    FORM = "form"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class Title:
    """The title of the document or of an annex; a line break is kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is 一、(黑体), 2 is （一）(楷体), 3 is 1.(仿宋). The number is part of the text."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure in running text: as it stands there, with its name (see `Cell.ref`); `link` opens its page."""

    text: str
    ref: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text, its first line indented by two characters unless told otherwise.

    `mentions`: its figures, in order.
    """

    text: str
    align: Align = Align.LEFT
    indent: bool = True
    mentions: tuple[Mention, ...] = ()

    def pieces(self) -> Iterator[tuple[str, str]]:
        """The text cut into pieces, each with the address that it opens; empty where it opens nothing."""
        rest = self.text
        for mention in self.mentions:
            before, found, after = rest.partition(mention.text)
            if found and mention.link:
                yield before, ""
                yield found, mention.link
                rest = after
        yield rest, ""


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: where the figures come from."""

    text: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Title | Heading | Paragraph | Note | PageBreak | Table


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one layout and one direction."""

    blocks: tuple[Block, ...]
    layout: Layout = Layout.FORM
    landscape: bool = False

    def steps(self) -> Iterator[tuple[Block, bool]]:
        """Each block, and whether it announces a table that follows, so that the two must not be parted."""
        for block, after in zip(self.blocks, (*self.blocks[1:], None), strict=True):
            yield block, isinstance(block, Paragraph) and isinstance(after, Table)


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its name (the file's title property) and its sections."""

    name: str
    sections: tuple[Section, ...]

    def tables(self) -> Iterator[Table]:
        """Every table, in order of print."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield block

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every printed text with the place where it stands."""
        yield "document name", self.name
        for section in self.sections:
            for block in section.blocks:
                yield from _block_texts(block)


def _block_texts(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Table():
            yield from _table_texts(block)
        case Title(text) | Heading(text=text) | Paragraph(text=text) | Note(text):
            yield f"{type(block).__name__.lower()} '{text[:12]}'", text
        case PageBreak():
            return


def _table_texts(table: Table) -> Iterator[tuple[str, str]]:
    yield f"table '{table.name}'", table.title
    for caption in table.captions:
        yield f"table '{table.name}'", caption.left + caption.right
    for cell in table.cells:
        yield f"table '{table.name}', row {cell.row}, column {cell.col} (from 0)", cell.text
    for note in table.notes:
        yield f"table '{table.name}', note", note
