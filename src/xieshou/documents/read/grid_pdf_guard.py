"""Page contents of a PDF that unpack to more than a page can hold are taken out before PDFium sees them.

PDFium bounds time, not memory: forty kilobytes of packed text operators cost it gigabytes. Pictures and fonts are left alone.
"""

import re
import zlib

MAX_TEXT_CONTENT = 6 << 20  # bytes of unpacked content with text in it; a page full of text has some 0.2 MB
MAX_CONTENT = 48 << 20  # of unpacked content with drawings only
_STREAM = re.compile(rb"stream\r?\n")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
_DICTIONARY = 2_000  # bytes looked back for what a stream is


def without_bombs(data: bytes) -> tuple[bytes, int]:
    """The file with such contents emptied, and how many there were."""
    found = [(start, end) for start, end in _streams(data) if _is_bomb(data, start, end)]
    if not found:
        return data, 0
    result = bytearray(data)
    for start, end in found:
        result[start:end] = b"\x00" * (end - start)
    return bytes(result), len(found)


def _streams(data: bytes) -> list[tuple[int, int]]:
    """Where the contents of streams begin and end, pictures and fonts left out."""
    found = []
    at = 0
    while match := _STREAM.search(data, at):
        end = data.find(b"endstream", match.end())
        end = len(data) if end < 0 else end
        about = data[max(at, match.start() - _DICTIONARY) : match.start()].rpartition(b" obj")[2]
        if _FLATE.search(about) and b"/Image" not in about and b"/Length1" not in about:
            found.append((match.end(), end))
        at = end + len(b"endstream")
    return found


def _is_bomb(data: bytes, start: int, end: int) -> bool:
    if (end - start) * 1_100 < MAX_TEXT_CONTENT:
        return False  # nothing packs closer than a thousand to one
    try:
        content = zlib.decompressobj().decompress(data[start:end], MAX_CONTENT + 1)
    except zlib.error:
        return False
    if len(content) > MAX_CONTENT:
        return True
    twice = content[:1] == b"\x78" and len(content) * 1_100 > MAX_TEXT_CONTENT  # packed a second time
    return twice or (len(content) > MAX_TEXT_CONTENT and (b"Tj" in content or b"TJ" in content))
