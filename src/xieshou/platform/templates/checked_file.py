"""What an uploaded template must be before it is kept, and filling one. Nothing here touches the database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from xieshou.documents.document import Section
from xieshou.documents.read.grid_package import UnreadableError
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.templates import annex, excel, excel_book, word
from xieshou.platform.templates.kinds import Content, Field, Figure, TemplateKind
from xieshou.platform.templates.office_file import OfficeFile, opened
from xieshou.platform.templates.placeholders import Placed, found_in, problems_of


@dataclass(frozen=True)
class Checked:
    """A template that can be filled: `docx` or `xlsx`, and the fields it prints."""

    form: str
    names: tuple[str, ...]


def check(data: bytes, kind: TemplateKind, name: str = "") -> Checked:
    """Raises `Invalid` with everything wrong with the file; a sound one is filled once with the example as a trial."""
    example = kind.example()
    kind.check(example)
    remedy = "请用 Word、Excel 或 WPS 打开后另存，再上传"
    try:
        found = _check(data, kind, name)
        filled(data, kind, example)
    except UnreadableError as error:
        raise Invalid(Problem(str(error), name, remedy=remedy)) from error
    except (ValueError, KeyError, IndexError, TypeError) as error:  # parts that contradict one another
        raise Invalid(Problem("文件内部结构不完整，填不进去", name, remedy=remedy)) from error
    return found


def _check(data: bytes, kind: TemplateKind, name: str) -> Checked:
    file = opened(data, name)
    if file.form == "docx":
        texts, problems = list(word.texts_of(file)), []
    else:
        book = excel_book.Book(file)
        texts, problems = list(excel_book.texts_of(book)), list(excel_book.shape_problems(book, kind))
    problems = [*problems_of(texts, kind), *problems]
    if problems:
        raise Invalid(*problems)
    used = _names(texts)
    return Checked(file.form, tuple(field.name for field in kind.fields if field.name in used))


def _used(file: OfficeFile) -> set[str]:
    """The names of the placeholders of a file."""
    is_word = file.form == "docx"
    return _names(word.texts_of(file) if is_word else excel_book.texts_of(excel_book.Book(file)))


def _names(texts: Iterable[Placed]) -> set[str]:
    return {one.name for text in texts for one in found_in(text.text)}


Annex = Callable[[Sequence[tuple[Field, Figure]]], Section | None]


def filled(data: bytes, kind: TemplateKind, content: Content, behind: Annex | None = None) -> bytes:
    """The template with the content in it, and the annex that `behind` gives for the figures that are printed.

    Raises `Invalid` for text that no office file can hold.
    """
    kind.check(content)
    file = opened(data)
    section = None if behind is None else behind(list(content.figures(kind, _used(file))))
    (word.fill if file.form == "docx" else excel.fill)(file, kind, content)
    if section is not None:
        annex.append(file, section)
    return file.bytes()
