"""The ledger of visits and meetings, declared."""

from collections.abc import Iterable

from xieshou.business.meetings.models import Visit, VisitKind
from xieshou.lib.problems import Problem
from xieshou.platform.ledger.api import Column, Kind, Ledger, Values

_FIGURES = ("times", "persons", "places", "reports")


def _has_a_figure(values: Values) -> Iterable[Problem]:
    """A record that counts nothing says nothing."""
    if all(values[name] is None for name in _FIGURES):
        yield Problem("次数、人次、地区或项目数、报告篇数都没有填", "次数", "至少填一个；没有发生的不登记")


LEDGER = Ledger(
    slug="visits",
    label="互访调研",
    model=Visit,
    own_columns=(
        Column("kind", "类别", Kind.CHOICE, choices=tuple(VisitKind.choices), is_required=True, example="调研"),
        Column("times", "次数", Kind.WHOLE, unit="次", most=1_000_000, example="1"),
        Column("persons", "人次", Kind.WHOLE, unit="人次", most=10_000_000, example="6"),
        Column("places", "地区或项目数", Kind.WHOLE, unit="个", most=1_000_000),
        Column("reports", "报告篇数", Kind.WHOLE, unit="篇", most=1_000_000),
        Column("outcome", "议定事项", Kind.LONG_TEXT, max_length=500, is_listed=False),
    ),
    unique_key=("owner", "occurred_on", "period", "kind", "title"),
    sums=_FIGURES,
    rules=(_has_a_figure,),
    map_column="times",
    icon="users",
    description="调研、互访、接待、会议、巡查：次数、人次、议定事项",
    order=20,
)
