"""Small schemes with own indicators, and evaluations for them."""

from dataclasses import replace
from typing import Any

from tests.kernel.schemes import scheme_text
from xieshou.datasets import load_dataset
from xieshou.kernel.evaluation import Evaluation, Indicator, Published, PublishedTotal
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scheme_reader import read_scheme
from xieshou.kernel.strict import Problem

OWN = """\
scheme: own
title: {zh: 乙, en: b}
authority: 某局
kind: project-self
valid: {from: 2020}
source: 某文件
official: at-hand
points: 30
score: {places: 2}
not_applicable: rescale
grades: [{zh: 优, en: good, from: 90}, {zh: 差, en: poor, from: 0}]
facts:
  executed: {zh: 执行数, en: spent, unit: 万元, places: 2, max: 1000}
  budget: {zh: 预算数, en: budget, unit: 万元, places: 2, max: 1000}
items:
  - {code: E, zh: 执行, en: executed, points: 10, may_not_apply: true, rule: {kind: ratio, formula: executed / budget}}
  - {code: P, zh: 产出, en: outputs, points: 20, indicators: {level1: [产出指标], over: [{above: 1.3, deduct: 0.1}]}}
"""


def sample() -> Scheme:
    """One item: done ÷ planned × 10."""
    return read_scheme(scheme_text(), "sample.yaml")


def own() -> Scheme:
    """Execution, and 20 points of own indicators; what does not apply is rescaled."""
    return read_scheme(OWN, "own.yaml")


def evaluation(scheme: Scheme, **changes: Any) -> Evaluation:
    """An evaluation of a small scheme; facts as `name: text`, the rest by the names of `Evaluation`."""
    facts = {name: Published(text, line) for line, (name, text) in enumerate(changes.pop("facts", {}).items(), 7)}
    plain = Evaluation("one", scheme.kind, "甲", 2020, "某局", PublishedTotal("10", 1), scheme=scheme.id, facts=facts)
    return replace(plain, **changes)


def indicator(target: str | None, actual: str | None, points: str | None = "20", **changes: Any) -> Indicator:
    """An indicator of the outputs."""
    return replace(Indicator("1", "产出指标", "数量指标", "甲", 12, target, actual, points), **changes)


def published(id: str) -> Evaluation:
    """A published evaluation of the Shenzhen office."""
    return next(entry for entry in load_dataset("shenzhen-2020").evaluations if entry.id == id)


def said(problems: tuple[Problem, ...]) -> list[str]:
    """Each problem as its line, path and words."""
    return [f"{problem.place.line} {problem.place.path}: {problem.what}. {problem.remedy}" for problem in problems]
