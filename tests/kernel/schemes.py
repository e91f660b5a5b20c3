"""Small schemes for the tests of the kernel."""

RATIO = "{kind: ratio, formula: done / planned}"

_HEAD = """\
scheme: sample
title: {zh: 甲, en: a}
authority: 某局
kind: department
valid: {from: 2020, to: 2021}
source: 某文件
official: at-hand
points: 10
score: {places: 2}
grades: [{zh: 优, en: good, from: 9}, {zh: 差, en: poor, from: 0}]
facts:
  done: {zh: 完成数, en: done, unit: 个, max: 100}
  planned: {zh: 计划数, en: planned, unit: 个, max: 100}
items:
"""


def with_rule(rule: str, *more: str) -> str:
    """A scheme of one item with this rule, and more lines of items."""
    return _HEAD + f"  - {{code: A, zh: 甲, en: a, points: 10, rule: {rule}}}\n" + "".join(more)


def scheme_text() -> str:
    """A scheme of one item: done ÷ planned × 10."""
    return with_rule(RATIO)
