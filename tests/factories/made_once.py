"""What is costly to make is made by the first of the processes that run the tests; the others wait and take it."""

import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The path `name` in the folder that all processes of this run share; `make` writes it where nothing stands yet."""
    own = folders.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    path = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = Path(tempfile.mkdtemp(dir=shared)) / name
            make(unfinished)
            unfinished.rename(path)
    return path
