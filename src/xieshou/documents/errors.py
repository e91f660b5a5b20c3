"""What can go wrong with documents: each error says what, where, and what to do."""

from pathlib import Path


class DocumentError(Exception):
    """Any mistake of this package."""


class TableError(DocumentError):
    """A table whose cells do not cover its grid exactly."""

    def __init__(self, table: str, place: tuple[int, int], what: str) -> None:
        self.table, self.place = table, place
        super().__init__(
            f"table '{table}', row {place[0]}, column {place[1]} (from 0): {what}. Mend the layout that builds it"
        )


class TextError(DocumentError):
    """Text that a format cannot hold."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        self.where = where
        super().__init__(f"{where}: {what}. {remedy}")


class MissingChaptersError(DocumentError):
    """A report asked for from an evaluation that has no chapters."""

    def __init__(self, evaluation: str) -> None:
        self.evaluation = evaluation
        super().__init__(
            f"evaluation '{evaluation}' has no chapters, so no report can be written. Add 'chapters:' to its data"
        )


class UnknownFormatError(DocumentError):
    """A format that is not written here."""

    def __init__(self, wanted: str, allowed: tuple[str, ...]) -> None:
        self.wanted = wanted
        super().__init__(f"'{wanted}' is no format that is written here. Allowed: {', '.join(allowed)}")


class MissingGlyphError(DocumentError):
    """Characters that none of the fonts has; the PDF would show empty boxes."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        listed = ", ".join(f"{char} (U+{ord(char):04X})" for char in characters)
        super().__init__(f"no font here has {listed}. Write Word or Excel, where the reader's own fonts are used")


class TypesettingError(DocumentError):
    """The typesetter refused the document."""


class PlaceError(DocumentError):
    """A file that cannot be written where it was asked for."""

    def __init__(self, path: Path, why: str, remedy: str) -> None:
        self.path = path
        super().__init__(f"{path}: {why}. {remedy}")
