"""The kinds of to-dos and notices that apps declare, so that a person can choose which to be told of."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Category:
    """`can_mute`: whether its notices may be silenced; to-dos never are."""

    code: str
    label: str | Promise
    can_mute: bool = True


_CATEGORIES: dict[str, Category] = {}


def add(*categories: Category) -> None:
    """Declares categories; one code with two meanings is refused."""
    for category in categories:
        if _CATEGORIES.setdefault(category.code, category) != category:
            raise ValueError(f"category {category.code} is declared twice")


def known() -> list[Category]:
    """Every category, by label."""
    return sorted(_CATEGORIES.values(), key=lambda one: str(one.label))


def get(code: str) -> Category:
    """One category; an undeclared code is the programmer's mistake."""
    if code not in _CATEGORIES:
        raise KeyError(f"inbox category {code} is not declared; declare it in the app's ready()")
    return _CATEGORIES[code]
