"""What the demonstration year is made of: the published data set, and how its figures hang together with records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from xieshou.datasets import load_dataset
from xieshou.kernel.evaluation import Dataset, Evaluation, FundRow, Indicator, Task
from xieshou.kernel.exact import Exact
from xieshou.lib.yaml_text import read_yaml

UNPUBLISHED = "公开文本未载"
DEMO = "演示数据"
DEPARTMENT = "department"
_FEN = {"元": 100, "万元": 1_000_000}


@dataclass(frozen=True)
class Subject:
    """One project of the year: its self-evaluation table, or the department's task that has none."""

    key: str
    name: str
    line: int
    nature: str
    category: str
    evaluation: Evaluation | None
    task: Task | None


@dataclass(frozen=True)
class Quarter:
    """The department's cumulative spending at the end of a quarter, in 分."""

    ends_on: date
    cumulative_fen: int
    line: int


@dataclass(frozen=True)
class Gap:
    """Evidence that the report calls missing or incomplete. `words`: how the report says it."""

    words: str
    line: int


@dataclass(frozen=True)
class Year:
    """The data set with the file shenzhen_year.yaml. Keys of `gaps`: (evaluation, code of the indicator)."""

    dataset: Dataset
    office: str
    money_office: str
    place: str
    subjects: tuple[Subject, ...]
    quarters: tuple[Quarter, ...]
    filled_by: str
    changed_on: date
    received_on: date
    received: tuple[str, ...]
    metrics: tuple[Mapping[str, Any], ...]
    bindings: Mapping[str, Mapping[str, str]]
    gaps: Mapping[tuple[str, str], Gap]

    @property
    def year(self) -> int:
        return self.dataset.year

    @property
    def own(self) -> tuple[Subject, ...]:
        """The projects that have a self-evaluation."""
        return tuple(one for one in self.subjects if one.evaluation is not None)

    def evaluation(self, key: str) -> Evaluation:
        """One evaluation of the data set."""
        return next(one for one in self.dataset.evaluations if one.id == key)

    def source(self, line: int | str = "") -> str:
        """The document, and the line of the published text where it is known."""
        where = f"第 {line} 行" if line else ""
        return f"《{self.dataset.source.title}》{where}"


@lru_cache(maxsize=1)
def the_year() -> Year:
    """The published year with everything that is declared about it."""
    told = read_yaml(files("xieshou.config").joinpath("data/shenzhen_year.yaml").read_text("utf-8"))
    dataset = load_dataset(told["dataset"])
    evaluations = {one.id: one for one in dataset.evaluations}
    tasks = {one.name: one for one in evaluations[DEPARTMENT].tasks}
    own = [
        Subject(
            one["key"],
            evaluations[one["key"]].name,
            one["line"],
            one["nature"],
            one["category"],
            evaluations[one["key"]],
            None,
        )
        for one in told["projects"]
    ]
    others = [
        Subject(
            one["key"], one["task"], tasks[one["task"]].line, one["nature"], one["category"], None, tasks[one["task"]]
        )
        for one in told["others"]
    ]
    return Year(
        dataset=dataset,
        office=told["office"],
        money_office=told["money_office"],
        place=told["place"],
        subjects=(*own, *others),
        quarters=tuple(
            Quarter(one["ends_on"], fen(one["cumulative"], "万元"), one["line"]) for one in told["quarters"]
        ),
        filled_by=told["quarters_filled_by"],
        changed_on=told["changed_on"],
        received_on=told["received_on"],
        received=tuple(told["received"]),
        metrics=tuple(told["metrics"]),
        bindings=told["bindings"],
        gaps=dict(_gaps(told["evidence"], evaluations)),
    )


def _gaps(told: Mapping[str, Any], evaluations: Mapping[str, Evaluation]) -> Any:
    for words in ("missing", "incomplete"):
        for one in told[words]:
            row = indicator(evaluations[one["evaluation"]], one["code"])
            said = one.get("words") or row.note or row.actual or UNPUBLISHED
            yield (one["evaluation"], one["code"]), Gap(said[-300:], one["line"])


def indicator(evaluation: Evaluation, code: str) -> Indicator:
    """One indicator of an evaluation."""
    return next(one for one in evaluation.indicators if one.code == code)


def fen(text: str | None, unit: str = "元") -> int:
    """A published amount in 分; a missing one stands for nothing registered, which a caller never asks for."""
    amount = Exact.read((text or "0").replace(",", "")) * Exact(_FEN[unit])
    if amount.den != 1:
        raise ValueError(f"{text} {unit} is not a whole number of 分")
    return amount.num


def rows(subject: Subject) -> Mapping[str, FundRow]:
    """The rows of a table's fund block by their kind."""
    return {one.row.value: one for one in subject.evaluation.funds} if subject.evaluation is not None else {}


def remark(note: str | None, line: int, other: str = "") -> str:
    """The published remark with its line; without one, the other words, if any."""
    said = note or other
    return f"{said}（第 {line} 行）" if said else f"第 {line} 行"
