"""`read_file`: any published file, by what is in it, not by its name alone. It always gives a `ReadFile` and never raises.

A part that cannot be read is named with its place and the reason. Sizes are bounded; nothing is fetched from anywhere.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from xieshou.documents.read.encoding import TextEncodingError, decode
from xieshou.documents.read.grid_docx import read_docx
from xieshou.documents.read.grid_model import Content
from xieshou.documents.read.grid_odf import read_odf
from xieshou.documents.read.grid_package import Package, UnreadableError
from xieshou.documents.read.grid_paged import paged
from xieshou.documents.read.grid_pdf import read_pdf
from xieshou.documents.read.grid_tables import Meaning, meaning_of
from xieshou.documents.read.grid_xls import read_xls
from xieshou.documents.read.grid_xlsx import read_xlsx
from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import ReadFile, Spot, UnreadPart

MAX_FILE = 200 << 20  # bytes; what is published is some hundred times smaller
ZIP, OLE, PDF, RTF = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF", b"{\\rtf"
BARE_XLS = tuple(bytes((9, version, length, 0)) for version, length in ((8, 16), (8, 8), (4, 6), (2, 6), (0, 4)))
PDF_START = 1024  # PDF readers look for the mark so far into a file
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
OLD_WORD = "旧版 Word 或 WPS 文字文件（.doc、.wps），请用 Word 或 WPS 打开，另存为 .docx 再读"
WEB = "网页或 XML 文件（有的系统导出时把它叫作 .xls 或 .doc），请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx 再读"
_WEB = re.compile(r"\s*<(?:!DOCTYPE\s+html|html|\?xml|table)\b|MIME-Version:", re.I)


def read_file(path: Path) -> ReadFile:
    """Everything that can be read from a file."""
    try:
        data = _bytes(path)
        found = read_text(_text(data), str(path)) if _is_text(data) else _read(str(path), data)
    except UnreadableError as error:
        return _unread(str(path), str(error))
    is_empty = not (found.tables or found.paragraphs or found.unread)
    return replace(found, unread=(UnreadPart(Spot(), "没有找到文字或表格"),)) if is_empty else found


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            raise UnreadableError(f"文件超过 {MAX_FILE >> 20} MB，没有读取")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"文件打不开（{error.strerror}）") from error
    if not data:
        raise UnreadableError("文件是空的")
    return data


def _is_text(data: bytes) -> bool:
    return not (data.startswith((ZIP, OLE, RTF, *PICTURES, *BARE_XLS)) or PDF in data[:PDF_START])


def _text(data: bytes) -> str:
    try:
        text = decode(data)
    except TextEncodingError as error:
        raise UnreadableError("不是文本，也不是可读的 Word、Excel 或 PDF 文件") from error
    if _WEB.match(text):
        raise UnreadableError(WEB)
    return text


def _read(name: str, data: bytes) -> ReadFile:
    content = _guarded(_reader(data), data)
    meaning = meaning_of(content)
    if not meaning.tables and content.plain_text:
        return _without_rules(name, content, meaning)
    return ReadFile(
        name, tuple(meaning.tables), tuple(meaning.paragraphs), (*content.unread, *meaning.unread), content.pages
    )


def _without_rules(name: str, content: Content, meaning: Meaning) -> ReadFile:
    """A PDF whose tables have no lines: they are read from its text, and the lines told as pages."""
    read = paged(read_text(content.plain_text, name), content.plain_text)
    if read.tables:
        said = UnreadPart(Spot(), "表格没有框线，按文字的先后读取，没有把握的行已标出")
        return replace(read, unread=(*content.unread, said, *read.unread), pages=content.pages)
    return ReadFile(name, (), tuple(meaning.paragraphs), (*content.unread, *meaning.unread), content.pages)


def content_of(data: bytes) -> Content:
    """What stands in a Word, Excel or PDF file, without its meaning. Raises `UnreadableError` with the reason."""
    return _guarded(_reader(data), data)


def _guarded(reader: Callable[[bytes], Content], data: bytes) -> Content:
    """The content. What libraries raise on broken files is without number; here it becomes one reason."""
    try:
        return reader(data)
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(f"文件损坏或不完整，请重新取得原文件（{type(error).__name__}）") from error


def _reader(data: bytes) -> Callable[[bytes], Content]:
    if data.startswith(ZIP):
        return _read_package
    if data.startswith(OLE):
        return _read_old
    if data.startswith(BARE_XLS):  # an old workbook without the compound file around it, as some systems export
        return read_xls
    if PDF in data[:PDF_START]:
        return read_pdf
    if data.startswith(RTF):
        raise UnreadableError("RTF 文件，请另存为 .docx 再读")
    raise UnreadableError("图片文件，没有文字层，需要先做文字识别（OCR）")


def _read_package(data: bytes) -> Content:
    package = Package(data)
    names = package.names()
    if "xl/workbook.xml" in names:
        return read_xlsx(package)
    if any(re.fullmatch(r"word/document[0-9]*\.xml", name) for name in names):
        return read_docx(package)
    if "xl/workbook.bin" in names:
        raise UnreadableError("二进制表格（.xlsb），请另存为 .xlsx 再读")
    if "content.xml" in names:
        return read_odf(package)
    raise UnreadableError("压缩包里没有 Word 或 Excel 的内容；请先解压，再读里面的文件")


def _read_old(data: bytes) -> Content:
    """A compound file: an encrypted new one, an old workbook, or an old Word file."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableError("文件有密码，请取得没有密码的文件")
    if "WordDocument".encode("utf-16-le") in data:
        raise UnreadableError(OLD_WORD)
    return read_xls(data)


def _unread(name: str, reason: str) -> ReadFile:
    return ReadFile(name, unread=(UnreadPart(Spot(), reason),))
