"""Shenzhen 2020 as the office's year: through the services that people use, safe to repeat."""

from collections.abc import Iterator, Mapping
from time import process_time

from xieshou.config.demo_year.cast import cast_of
from xieshou.config.demo_year.entering import enter
from xieshou.config.demo_year.judging import judge
from xieshou.config.demo_year.measuring import measure
from xieshou.config.demo_year.money import register
from xieshou.config.demo_year.performing import perform
from xieshou.config.demo_year.proving import prove_records
from xieshou.config.demo_year.published import the_year
from xieshou.config.demo_year.publishing import publish
from xieshou.config.demo_year.this_year import enter_this_year
from xieshou.platform.accounts.api import Role
from xieshou.platform.registry.api import Organisation


def load_year(organisations: Mapping[str, Organisation], roles: Mapping[str, Role]) -> Iterator[str]:
    """The whole year, one line per step; what is there already is left as it is."""
    since = process_time()
    year = the_year()
    cast = cast_of(year, organisations, roles)
    yield enter(year, cast)
    yield register(year, cast)
    yield measure(year, cast)
    yield prove_records(year, cast)
    yield from perform(year, cast)
    yield publish(year, cast)
    yield from judge(year, cast)
    yield enter_this_year(cast)
    yield f"演示年度 {year.year} 年装入，用时 {process_time() - since:.1f} 秒（处理器）"
