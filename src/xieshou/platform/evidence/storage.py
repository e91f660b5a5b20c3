"""Where the bytes lie: one file per SHA-256, written beside and moved into place, so that none is ever half there."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.conf import settings

CHUNK = 1024 * 1024


def folder() -> Path:
    """The folder of stored evidence."""
    return Path(settings.MEDIA_ROOT) / "evidence"


def incoming(name: str) -> Path:
    """The place of a file that is still on its way."""
    place = Path(settings.MEDIA_ROOT) / "incoming"
    place.mkdir(parents=True, exist_ok=True)
    return place / name


def path_of(sha256: str) -> Path:
    """The place of stored bytes."""
    return folder() / sha256[:2] / sha256[2:4] / sha256


def receive(chunks: Iterable[bytes]) -> Path:
    """Writes what arrives to a place of its own and gives it; nothing stays behind after an error."""
    path = incoming(uuid4().hex)
    try:
        with path.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def keep(path: Path, sha256: str) -> None:
    """Gives a received file its place among the stored; where the same bytes are there already, nothing is done.

    The received file stays until its owner removes it after the commit: a crash before that loses nothing.
    """
    place = path_of(sha256)
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, place)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        copy = place.with_name(f"{place.name}.{uuid4().hex}")
        shutil.copyfile(path, copy)
        os.replace(copy, place)
