"""Chapters of the area page, and the figures that apps put into them.

A figure says what it counts, in which unit, as of when, and where it opens to. A chapter without a figure says what
is missing and where it would be entered.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.insight.areas.place import Area
from xieshou.platform.accounts.api import User


@dataclass(frozen=True)
class About:
    """A chapter's title, what is missing while it is empty, and the name of the page where it is entered."""

    title: str | Promise
    missing: str | Promise
    enter_url_name: str


class Chapter(Enum):
    """The chapters, in the order of the page."""

    BASICS = About(_("人口与经济"), _("没有登记人口、产值、收入。"), "dictionary:indicators")
    INDUSTRY = About(_("产业"), _("没有登记企业、园区、车间的数。"), "dictionary:indicators")
    PROJECTS = About(_("历年项目"), _("没有您可见的项目记录。"), "projects:list")
    FUNDS = About(_("资金"), _("没有登记帮扶资金的数。"), "funds:sources")
    PERFORMANCE = About(_("绩效"), _("没有您可见的绩效目标、自评。"), "evaluation:list")
    PAIRING = About(_("结对与互访"), _("没有登记结对、互访。"), "ledger:index")
    PEOPLE = About(_("派驻与人才"), _("没有登记选派干部、人才的数。"), "dictionary:indicators")
    LABOUR = About(_("劳务与消费"), _("没有登记就业、消费帮扶的数。"), "dictionary:indicators")
    RECORDS = About(_("台账、报送与佐证"), _("没有您可见的记录。"), "ledger:index")
    GAPS = About(_("短板"), _("没有发现缺少佐证的记录。"), "")

    @property
    def title(self) -> str:
        return str(self.value.title)


CHAPTERS = tuple(Chapter)


@dataclass(frozen=True)
class Figure:
    """One figure. `value` is ready to print; `as_of` the day or period it stands for; `source_url` what it is made of."""

    chapter: Chapter
    label: str
    value: str
    unit: str
    as_of: str
    source_label: str
    source_url: str
    note: str = ""


# (person, area) → figures over what this person may see
Provider = Callable[[User, Area], Iterable[Figure]]
_PROVIDERS: list[Provider] = []


def add(provider: Provider) -> Provider:
    """Adds an app's figures to every area page, once."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)
    return provider


@dataclass(frozen=True)
class Filled:
    """A chapter with its figures; without any, `missing` is said."""

    chapter: Chapter
    figures: tuple[Figure, ...]


def filled(user: User, area: Area) -> list[Filled]:
    """Every chapter in order, with what the person may see."""
    figures = [figure for provider in _PROVIDERS for figure in provider(user, area)]
    return [Filled(one, tuple(figure for figure in figures if figure.chapter is one)) for one in CHAPTERS]
