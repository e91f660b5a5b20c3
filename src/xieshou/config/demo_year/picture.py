"""A picture for the demonstration: a plain square of one colour, another for each text it stands for. No photograph."""

import struct
import zlib
from hashlib import sha256

from django.core.files.uploadedfile import SimpleUploadedFile

SIDE = 64


def picture_of(text: str) -> SimpleUploadedFile:
    """A PNG of its own for a text."""
    colour = sha256(text.encode()).digest()[:3]
    rows = (b"\x00" + colour * SIDE) * SIDE
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    content = (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    )
    return SimpleUploadedFile(f"演示数据-{text}.png", content, content_type="image/png")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
