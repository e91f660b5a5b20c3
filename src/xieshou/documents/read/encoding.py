"""The text of a file, whatever encoding it was saved in."""

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_COMMON = "的一是在了和有中为人年项目资金单位预算支出指标绩效公开部门收入得分情况"


class TextEncodingError(ValueError):
    """Bytes that are no text in any encoding a published document comes in."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}: save the file as UTF-8, GB18030 or UTF-16 and read it again")
        self.reason = reason


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, GB18030 or UTF-16, with a byte order mark or without.

    Missing: an empty file is the empty text. Errors: `TextEncodingError`.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    wide = _utf16_without_mark(data)
    if wide is not None:
        return wide
    if b"\x00" in data:
        raise TextEncodingError("the file holds binary data, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "gb18030")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TextEncodingError(f"byte {error.start} is not {encoding}") from error


def _utf16_without_mark(data: bytes) -> str | None:
    """The text when the bytes look like UTF-16: line ends or digits leave zero bytes on one side only."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or len(data) < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if not even and not odd:
        return _utf16_of_characters(data)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = _decoded(data, encoding)
    return text if text is not None and min(even, odd) == 0 else None


def _utf16_of_characters(data: bytes) -> str | None:
    """UTF-16 without any ASCII in it: only when it is not UTF-8, and full of common characters in one byte order."""
    if _decoded(data, "utf-8") is not None:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _decoded(data, encoding)
        if text and sum(char in _COMMON for char in text) * 8 > len(text):
            return text
    return None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
