"""Questions that every page asks of the database: made into SQL once, not on each page, where that took most of the time."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_KEY = -1  # stands where the key will stand; no row has it


def prepared(rows: Callable[[int, date], "QuerySet[Any, tuple[Any, ...]]"]) -> Callable[[int, date], list[Any]]:
    """`rows(key, day)` gives the plain values of whole numbers and text that it asks for; its SQL is kept for a day.

    The key and the day must come into the question as themselves, and the key once.
    """

    @lru_cache(maxsize=2)  # at midnight, requests of both days
    def statement(day: date) -> tuple[str, tuple[Any, ...]]:
        return rows(_KEY, day).query.sql_with_params()

    def answer(key: int, day: date) -> list[Any]:
        sql, values = statement(day)
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if value == _KEY else value for value in values])
            return list(cursor.fetchall())

    return answer
