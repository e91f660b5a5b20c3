"""Reads a scheme from YAML text: strict, all mistakes at once, each with file, line, path and what is allowed."""

import hashlib

from xieshou.kernel.evaluation import EvaluationKind
from xieshou.kernel.exact import HUNDRED, ZERO, Exact, total
from xieshou.kernel.lower import BaseSignError, TooWideError
from xieshou.kernel.program import TooDeepError, check_width
from xieshou.kernel.rules import read_rule
from xieshou.kernel.rules.base import FactDeclaration, Rule, RuleContext, check_fact_name
from xieshou.kernel.rules.target import read_excess
from xieshou.kernel.scheme import (
    Aggregate,
    ExpectedCase,
    Grade,
    IndicatorGroup,
    Item,
    NotApplicable,
    OfficialText,
    Scheme,
)
from xieshou.kernel.strict import Fields, Node, Reader
from xieshou.kernel.wording import NO_WORDS, Words

_REQUIRED = (
    "scheme",
    "title",
    "authority",
    "kind",
    "valid",
    "source",
    "official",
    "points",
    "score",
    "grades",
    "items",
)
_OPTIONAL = ("official_note", "facts", "not_applicable", "aggregate", "cases")
_ITEM_OPTIONAL = ("rule", "items", "indicators", "explanation", "criteria", "may_not_apply", "source")


def read_scheme(text: str, file: str) -> Scheme:
    """The scheme, or `LoadError` with every mistake."""
    reader = Reader(text, file)
    root = reader.root()
    fields = root.fields(_REQUIRED, _OPTIONAL)
    facts = _read_facts(fields.get("facts"))
    items = tuple(_read_item(node, facts) for node in fields.items("items"))
    scheme = _assemble(fields, items, facts, hashlib.sha256(text.encode()).hexdigest())
    _check(root, fields, scheme)
    reader.finish()
    return scheme


def _assemble(fields: Fields, items: tuple[Item, ...], facts: dict[str, FactDeclaration], digest: str) -> Scheme:
    first, last = _read_years(fields.get("valid"))
    return Scheme(
        id=fields.text("scheme"),
        words=_words(fields.get("title")),
        authority=fields.text("authority"),
        kind=fields.choice("kind", EvaluationKind),
        first_year=first,
        last_year=last,
        source=fields.text("source"),
        official=fields.choice("official", OfficialText),
        official_note=_words(fields.get("official_note")),
        points=fields.exact("points", HUNDRED),
        places=_read_places(fields.get("score")),
        grades=tuple(_read_grade(node) for node in fields.items("grades")),
        items=items,
        facts=facts,
        not_applicable=fields.choice("not_applicable", NotApplicable),
        aggregate=fields.choice("aggregate", Aggregate),
        cases=tuple(_read_case(node) for node in fields.items("cases")),
        digest=digest,
    )


def _words(node: Node | None) -> Words:
    if node is None:
        return NO_WORDS
    fields = node.fields(required=("zh", "en"))
    return Words(fields.text("zh"), fields.text("en"))


def _read_years(node: Node | None) -> tuple[int, int | None]:
    if node is None:
        return 0, None
    fields = node.fields(required=("from",), optional=("to",))
    first = fields.integer("from")
    last = fields.integer("to") if "to" in fields else None
    if last is not None and last < first:
        node.fail(
            f"the last year {last} comes before the first {first}",
            "Write from ≤ to",
            f"最后一年 {last} 早于第一年 {first}",
        )
    return first, last


def _read_places(node: Node | None) -> int:
    if node is None:
        return 2
    places = node.fields(required=("places",)).integer("places")
    if not 0 <= places <= 6:
        node.fail(f"{places} decimals are not allowed", "Allowed: 0 to 6", f"小数位数不能是 {places}，可用 0 至 6")
        return 2
    return places


def _read_grade(node: Node) -> Grade:
    fields = node.fields(required=("zh", "en", "from"))
    return Grade(Words(fields.text("zh"), fields.text("en")), fields.exact("from"))


def _read_facts(node: Node | None) -> dict[str, FactDeclaration]:
    if node is None:
        return {}
    found = {}
    for name, entry in node.entries().items():
        check_fact_name(entry, name)
        found[name] = _read_fact(name, entry)
    return found


def _read_fact(name: str, node: Node) -> FactDeclaration:
    fields = node.fields(required=("zh", "en"), optional=("unit", "places", "min", "max"))
    places = fields.integer("places")
    low, high = fields.exact("min"), fields.exact("max", Exact(10**9))
    if low > high:
        node.fail(
            f"the minimum {low} lies above the maximum {high}", "Write min ≤ max", f"最小值 {low} 大于最大值 {high}"
        )
    if not 0 <= places <= 8:
        node.fail(f"{places} decimals are not allowed", "Allowed: 0 to 8", f"小数位数不能是 {places}，可用 0 至 8")
        places = 0
    return FactDeclaration(name, Words(fields.text("zh"), fields.text("en")), fields.text("unit"), places, low, high)


def _read_item(node: Node, facts: dict[str, FactDeclaration]) -> Item:
    fields = node.fields(("code", "zh", "en", "points"), _ITEM_OPTIONAL)
    points = fields.exact("points")
    children = tuple(_read_item(child, facts) for child in fields.items("items"))
    _check_shape(node, fields, points, children)
    return Item(
        code=fields.text("code"),
        words=Words(fields.text("zh"), fields.text("en")),
        points=points,
        line=node.place.line,
        rule=_read_rule(fields.get("rule"), points, facts),
        items=children,
        indicators=_read_group(fields.get("indicators")),
        explanation=fields.text("explanation"),
        criteria=fields.text("criteria"),
        may_not_apply=fields.boolean("may_not_apply"),
        source=fields.text("source"),
    )


def _check_shape(node: Node, fields: Fields, points: Exact, children: tuple[Item, ...]) -> None:
    given = [key for key in ("rule", "items", "indicators") if key in fields]
    if len(given) != 1:
        what = f"has {' and '.join(given)}" if given else "has neither rule nor items nor indicators"
        node.fail(
            f"the item {what}",
            "Give exactly one of rule, items, indicators",
            "每个项目须有且只有 rule、items、indicators 之一",
        )
    if points <= ZERO:
        node.fail(f"the item has {points} points", "Write a number above 0", f"项目分值为 {points}，应大于 0")
    inner = total([child.points for child in children])
    if children and inner != points:
        node.fail(
            f"the items under it give {inner} points, the item has {points}",
            "Make them equal",
            f"下级项目合计 {inner} 分，本项目 {points} 分，应相等",
        )


def _read_rule(node: Node | None, points: Exact, facts: dict[str, FactDeclaration]) -> Rule | None:
    return None if node is None else read_rule(node, RuleContext(points, facts, read_rule))


def _read_group(node: Node | None) -> IndicatorGroup | None:
    if node is None:
        return None
    fields = node.fields(required=("level1",), optional=("missed", "over"))
    missed = fields.text("missed", "proportion")
    if missed not in {"proportion", "nothing"}:
        node.fail(
            f"'{missed}' is not allowed for 'missed'",
            "Allowed: proportion, nothing",
            f"missed 不能是“{missed}”，可用 proportion、nothing",
        )
    names = tuple(entry.text() for entry in fields.items("level1"))
    if "level1" in fields and not names:
        node.fail(
            "no first-level name is given",
            "List them under 'level1:', such as 产出指标",
            "没有一级指标名，请列在 level1: 下",
        )
    return IndicatorGroup(names, missed == "proportion", read_excess(fields.get("over")))


def _read_case(node: Node) -> ExpectedCase:
    fields = node.fields(
        required=("name", "scores"), optional=("facts", "indicators", "total", "grade", "not_applicable")
    )
    return ExpectedCase(
        name=fields.text("name"),
        line=node.place.line,
        facts=_texts(fields.get("facts")),
        indicators=tuple(_texts(entry) for entry in fields.items("indicators")),
        scores=_texts(fields.get("scores")),
        total=fields.maybe("total"),
        grade=fields.maybe("grade"),
        not_applicable=tuple(entry.text() for entry in fields.items("not_applicable")),
    )


def _texts(node: Node | None) -> dict[str, str]:
    return {} if node is None else {key: child.text() for key, child in node.entries().items()}


def _check(root: Node, fields: Fields, scheme: Scheme) -> None:
    given = total([item.points for item in scheme.items])
    if given != scheme.points:
        root.fail(
            f"the first-level items give {given} points, the scheme has {scheme.points}",
            "Make them equal",
            f"一级项目合计 {given} 分，方案 {scheme.points} 分，应相等",
        )
    _check_codes(root, scheme)
    _check_groups(root, scheme)
    _check_grades(fields, scheme)
    _check_cases(fields, scheme)
    if scheme.official is not OfficialText.AT_HAND and not scheme.official_note.zh:
        root.fail(
            "the official text is not at hand and no note says so",
            "Add 'official_note: {zh, en}', it is printed",
            "没有正式文本，也没有说明；请加 official_note: {zh, en}，会印在文书上",
        )
    if scheme.not_applicable is NotApplicable.ZERO and any(item.may_not_apply for item in scheme.leaves()):
        root.fail(
            "an item may not apply, but nothing says what becomes of its points",
            "Add 'not_applicable: rescale'",
            "有项目可能不适用，但没有写明其分值如何处理，请加 not_applicable: rescale",
        )
    try:
        check_width(scheme)
    except (TooWideError, BaseSignError) as error:
        root.fail(str(error), "Change the bounds under 'facts:'", "数值范围过大或除数范围不对，请改 facts: 下的范围")
    except TooDeepError as error:
        root.fail(str(error), "Split the item into smaller ones", "项目的规则过于复杂，请拆分")
    except KeyError:
        pass  # an undeclared fact, reported where it stands


def _check_codes(root: Node, scheme: Scheme) -> None:
    codes = [item.code for top in scheme.items for item in top.walk()]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        root.fail(
            f"the code '{code}' stands for {codes.count(code)} items",
            "Give each item its own code",
            f"代码“{code}”用于 {codes.count(code)} 个项目，每个项目应有自己的代码",
        )


def _check_groups(root: Node, scheme: Scheme) -> None:
    names = [name for item in scheme.groups() if item.indicators for name in item.indicators.level1]
    for name in sorted({name for name in names if names.count(name) > 1}):
        root.fail(
            f"indicators of '{name}' belong to {names.count(name)} items",
            "Name it under one item only",
            f"“{name}”的指标属于 {names.count(name)} 个项目，只能属于一个",
        )


def _check_cases(fields: Fields, scheme: Scheme) -> None:
    grades = {grade.words.zh for grade in scheme.grades}
    for node, case in zip(fields.items("cases"), scheme.cases, strict=True):
        for name in [name for name in case.facts if name not in scheme.facts]:
            node.fail(
                f"the case names the fact '{name}', which the scheme does not have",
                "Use the scheme's own names",
                f"算例里的事实“{name}”方案中没有",
            )
        own = {entry.get("code", str(number)) for number, entry in enumerate(case.indicators, 1)}
        named = [code for code in (*case.scores, *case.not_applicable) if code not in own]
        for code in [code for code in named if scheme.item(code) is None]:
            node.fail(
                f"the case names the item '{code}', which the scheme does not have",
                "Use the scheme's own codes",
                f"算例里的项目“{code}”方案中没有",
            )
        if case.grade is not None and case.grade not in grades:
            what = f"the case expects the grade '{case.grade}', which the scheme does not have"
            node.fail(what, f"Allowed: {', '.join(sorted(grades)) or 'none'}", f"算例里的等级“{case.grade}”方案中没有")


def _check_grades(fields: Fields, scheme: Scheme) -> None:
    node = fields.get("grades")
    limits = [grade.lowest for grade in scheme.grades]
    if node is not None and limits and (limits != sorted(set(limits), reverse=True) or limits[-1] != ZERO):
        node.fail(
            "the grades do not go down to 0",
            "List them from the highest to the one from 0",
            "等级没有排到 0，请从高到低列出，最低一级从 0 起",
        )
