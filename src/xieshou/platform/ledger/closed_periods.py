"""A submission that was handed in or approved locks the records it was made of."""

from datetime import date
from typing import Any

from xieshou.platform.reporting import api as reporting


def closed(*, owner: Any, day: date, form: str) -> str:
    """Why records of this owner and day may not change under a form (a ledger's slug); empty: they may."""
    lock = reporting.is_locked(owner, day, form) if owner is not None else None
    return lock.reason if lock is not None else ""
