"""Where uploaded tables and exported files lie."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.exchange.models import ExportFile, ImportBatch
from xieshou.platform.exchange.sheets import MOST_BYTES


def _folder(name: str) -> Path:
    folder = Path(settings.MEDIA_ROOT) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def import_path(batch: ImportBatch) -> Path:
    """The uploaded table; the name is ours, never the person's."""
    return _folder("imports") / f"{batch.uid}"


def export_path(file: ExportFile) -> Path:
    """The exported file."""
    return _folder("exports") / f"{file.uid}.{file.format}"


def receive(path: Path, pieces: Iterable[bytes]) -> tuple[str, int]:
    """Writes what arrives, giving its SHA-256 and size; stops at the largest size allowed and leaves nothing behind."""
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            for piece in pieces:
                size += len(piece)
                if size > MOST_BYTES:
                    raise Invalid(Problem("文件太大", "文件", "不超过 50 MB", "请拆成几个文件"))
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
