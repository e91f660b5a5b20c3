"""What can be printed: kinds of documents with their fields, declared by the apps above when they are loaded."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Value = str | None
Row = Mapping[str, Value]


class Figure(str):
    """A value that knows what it is: its name (as `documents.table.Cell.ref`) and the address of the page it opens."""

    __slots__ = ("link", "ref")
    ref: str
    link: str

    def __new__(cls, text: str, ref: str = "", link: str = "") -> "Figure":
        """The text with what is known of it; empty: nothing."""
        made = super().__new__(cls, text)
        made.ref, made.link = ref, link
        return made


class FieldKind(StrEnum):
    """What a value is. NUMBER and MONEY become numbers in Excel where they stand alone in a cell."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"


KIND_WORDS: Mapping[FieldKind, str | Promise] = {
    FieldKind.TEXT: _("文字"),
    FieldKind.NUMBER: _("数"),
    FieldKind.MONEY: _("金额"),
    FieldKind.DATE: _("日期"),
}


@dataclass(frozen=True)
class Field:
    """One placeholder. `name` is what officials write between braces; with a dot (`指标.名称`) it is a column of a
    repeated row, and what stands before the dot is the group. `label` explains it."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT

    @property
    def group(self) -> str:
        """The repeated rows it belongs to; empty: it stands once."""
        return self.name.partition(".")[0] if "." in self.name else ""

    @property
    def column(self) -> str:
        """Its key in a row of the group."""
        return self.name.partition(".")[2]

    @property
    def is_repeated(self) -> bool:
        """Whether it is a column of repeated rows."""
        return bool(self.group)

    @property
    def placeholder(self) -> str:
        """As it is written in a template."""
        return f"{{{self.name}}}"

    @property
    def kind_words(self) -> str:
        """The kind as a page names it."""
        return str(KIND_WORDS[self.kind])


@dataclass(frozen=True)
class Content:
    """What is printed: texts by field name, and rows by group, each a mapping of column to text. Missing prints nothing."""

    values: Row
    rows: Mapping[str, Sequence[Row]]

    def figures(self, kind: "TemplateKind", names: Collection[str]) -> Iterator[tuple[Field, Figure]]:
        """Every named figure under these placeholders: those that stand once, then row by row."""
        used = [field for field in kind.fields if field.name in names]
        once = ((field, self.values.get(field.name)) for field in used if not field.is_repeated)
        rows = (
            (field, row.get(field.column))
            for group in kind.groups
            for row in self.rows.get(group, ())
            for field in used
            if field.group == group
        )
        yield from ((field, value) for field, value in (*once, *rows) if isinstance(value, Figure) and value.ref)

    def of(self, field: Field, row: Row | None) -> str:
        """The text of a field; in a repeated row, of that row."""
        found = (row or {}).get(field.column) if field.is_repeated else self.values.get(field.name)
        return "" if found is None else found


@dataclass(frozen=True)
class TemplateKind:
    """A kind of document. `example` gives content for previews; it is shown as an example, never as data."""

    slug: str
    label: str
    fields: tuple[Field, ...]
    example: Callable[[], Content]

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"two fields of {self.slug} bear one name")
        if any(not name or set(name) & set("{}｛｝ \n") for name in names):
            raise ValueError(f"a field name of {self.slug} is empty or has braces or blanks")

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of repeated rows, in order."""
        return tuple(dict.fromkeys(field.group for field in self.fields if field.is_repeated))

    def check(self, content: Content) -> None:
        """Refuses content that is not of this kind: a caller's mistake, not a user's."""
        unknown = set(content.values) - {field.name for field in self.fields if not field.is_repeated}
        unknown |= set(content.rows) - set(self.groups)
        for group, rows in content.rows.items():
            columns = {field.column for field in self.fields if field.group == group}
            unknown |= {f"{group}.{column}" for row in rows for column in row} - {f"{group}.{one}" for one in columns}
        if unknown:
            raise ValueError(f"{self.slug} has no fields {sorted(unknown)}")


_KINDS: dict[str, TemplateKind] = {}


def register(kind: TemplateKind) -> None:
    """Declares a kind; the same slug for another kind is refused."""
    if kind.slug in _KINDS and _KINDS[kind.slug] is not kind:
        raise ValueError(f"two kinds of documents {kind.slug}")
    _KINDS[kind.slug] = kind


def unregister(slug: str) -> None:
    """Takes a kind back; tests that declare one use it."""
    _KINDS.pop(slug, None)


def kinds() -> tuple[TemplateKind, ...]:
    """Every kind, by label."""
    return tuple(sorted(_KINDS.values(), key=lambda kind: kind.label))


def kind_of(slug: str) -> TemplateKind | None:
    """The kind, if an app declares it."""
    return _KINDS.get(slug)
