"""Reads a data set from its folder: strict, all mistakes at once, each with file, line, path and what is allowed."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from xieshou.kernel.evaluation import (
    AccountRow,
    AccountTable,
    Adjustment,
    Analysis,
    Chapters,
    Dataset,
    Evaluation,
    EvaluationKind,
    Figure,
    FundRates,
    FundRow,
    FundRowKind,
    FundTableRow,
    Goal,
    Indicator,
    ItemScore,
    NamedFigure,
    Published,
    PublishedTotal,
    Source,
    Task,
    UnitValue,
    UseRow,
)
from xieshou.kernel.strict import Fields, LoadError, Node, Problem, Reader

T = TypeVar("T")
ReadText = Callable[[str], str]

_EVALUATION_REQUIRED = ("evaluation", "kind", "name", "year", "department", "published")
_EVALUATION_OPTIONAL = [
    "scheme",
    "implementer",
    "amount",
    "amount_unit",
    "funds",
    "goals",
    "indicators",
    "facts",
    "scores",
    "adjustments",
    "printed",
    "chapters",
    "tasks",
]


class _Source:
    """The length of the published text: a line outside it is a mistake."""

    def __init__(self, lines: int) -> None:
        self.lines = lines

    def line(self, fields: Fields) -> int:
        node = fields.get("line")
        if node is None:
            return 0
        line = node.integer()
        if not 1 <= line <= self.lines:
            node.fail(
                f"line {line} does not exist in the source",
                f"The published text has lines 1 to {self.lines}",
                f"公开文本没有第 {line} 行；只有第 1 到 {self.lines} 行",
            )
        return line


def read_dataset(read: ReadText, folder: str) -> Dataset:
    """The data set; `read` gives the text of a file in the folder. Raises `LoadError` with every mistake of every file."""
    problems: list[Problem] = []
    reader = Reader(read("dataset.yaml"), f"{folder}/dataset.yaml")
    root = reader.root()
    fields = root.fields(("dataset", "title", "office", "year", "source", "evaluations"), ("accounts", "published"))
    title = _pair(fields.get("title"))
    source = _read_source(fields.get("source"))
    lines = _Source(source.lines)

    def each(key: str, convert: Callable[[Node, _Source], T]) -> tuple[T, ...]:
        names = [node.text() for node in fields.items(key)]
        return tuple(x for name in names if (x := _file(read, folder, name, lines, convert, problems)) is not None)

    evaluations = each("evaluations", _read_evaluation)
    accounts = each("accounts", _read_account)
    published = fields.maybe("published")
    figures = _file(read, folder, published, lines, _read_figures, problems) if published else ()
    problems += reader.problems
    if problems:
        raise LoadError(problems)
    return Dataset(
        fields.text("dataset"),
        *title,
        fields.text("office"),
        fields.integer("year"),
        source,
        evaluations,
        accounts,
        figures or (),
    )


def inspect_evaluation(text: str, file: str) -> tuple[Evaluation, tuple[Problem, ...]]:
    """One evaluation file of one's own, with every mistake in it; lines are not checked against a source.

    What was read wrongly is neutral in the evaluation. A text that is no YAML raises `LoadError`.
    """
    reader = Reader(text, file)
    evaluation = _read_evaluation(reader.root(), _Source(10**9))
    return evaluation, tuple(reader.problems)


def _file(
    read: ReadText,
    folder: str,
    name: str,
    source: _Source,
    convert: Callable[[Node, _Source], T],
    problems: list[Problem],
) -> T | None:
    try:
        reader = Reader(read(name), f"{folder}/{name}")
        found = convert(reader.root(), source)
        problems += reader.problems
        return found
    except LoadError as error:
        problems += error.problems
        return None


def _pair(node: Node | None) -> tuple[str, str]:
    if node is None:
        return "", ""
    fields = node.fields(("zh", "en"))
    return fields.text("zh"), fields.text("en")


def _read_source(node: Node | None) -> Source:
    if node is None:
        return Source("", "", 10**9)
    fields = node.fields(("title", "publisher", "lines"))
    return Source(fields.text("title"), fields.text("publisher"), fields.integer("lines"))


def _read_evaluation(node: Node, source: _Source) -> Evaluation:
    fields = node.fields(_EVALUATION_REQUIRED, _EVALUATION_OPTIONAL)

    def each(key: str, convert: Callable[[Node, _Source], T]) -> tuple[T, ...]:
        return tuple(convert(child, source) for child in fields.items(key))

    amount, chapters = fields.get("amount"), fields.get("chapters")
    return Evaluation(
        id=fields.text("evaluation"),
        kind=fields.choice("kind", EvaluationKind),
        name=fields.text("name"),
        year=fields.integer("year"),
        department=fields.text("department"),
        published=_read_total(fields.get("published"), source),
        scheme=fields.maybe("scheme"),
        implementer=fields.maybe("implementer"),
        amount=_read_published(amount, source) if amount else None,
        amount_unit=fields.maybe("amount_unit"),
        funds=each("funds", _read_fund),
        goals=each("goals", _read_goal),
        indicators=each("indicators", _read_indicator),
        facts=_read_facts(fields.get("facts"), source),
        scores=each("scores", _read_score),
        adjustments=each("adjustments", _read_adjustment),
        printed=each("printed", _read_named),
        chapters=_read_chapters(chapters, source) if chapters else None,
        tasks=each("tasks", _read_task),
    )


def _read_total(node: Node | None, source: _Source) -> PublishedTotal:
    if node is None:
        return PublishedTotal("", 0)
    fields = node.fields(("score", "line"), ("grade",))
    score = fields.get("score")
    if score is not None:
        score.exact()
    return PublishedTotal(fields.text("score"), source.line(fields), fields.maybe("grade"), node.place.line)


def _read_published(node: Node, source: _Source) -> Published:
    fields = node.fields(("value", "line"), ("unit", "note", "inferred"))
    value = fields.get("value")
    text = value.text(empty=True) if value is not None else ""
    inferred = fields.boolean("inferred")
    return Published(text, source.line(fields), fields.text("unit"), fields.text("note"), inferred, node.place.line)


def _read_facts(node: Node | None, source: _Source) -> Mapping[str, Published]:
    return {} if node is None else {name: _read_published(child, source) for name, child in node.entries().items()}


def _read_fund(node: Node, source: _Source) -> FundRow:
    fields = node.fields(("row", "line"), ("initial", "budget", "executed", "points", "rate", "score"))
    texts = {key: fields.maybe(key) for key in ("initial", "budget", "executed", "points", "rate", "score")}
    return FundRow(fields.choice("row", FundRowKind), source.line(fields), **texts, at=node.place.line)


def _read_goal(node: Node, source: _Source) -> Goal:
    fields = node.fields(("expected", "actual", "line"))
    return Goal(fields.text("expected"), fields.text("actual"), source.line(fields))


def _read_indicator(node: Node, source: _Source) -> Indicator:
    fields = node.fields(
        ("code", "level1", "level2", "name", "line"), ("target", "actual", "points", "score", "note", "units")
    )
    for key in ("points", "score"):
        number = fields.get(key)
        if number is not None:
            number.exact()
    return Indicator(
        fields.text("code"),
        fields.text("level1"),
        fields.text("level2"),
        fields.text("name"),
        source.line(fields),
        target=fields.maybe("target"),
        actual=fields.maybe("actual"),
        points=fields.maybe("points"),
        score=fields.maybe("score"),
        note=fields.maybe("note"),
        at=node.place.line,
        units=tuple(_read_unit(child, source) for child in fields.items("units")),
    )


def _read_unit(node: Node, source: _Source) -> UnitValue:
    fields = node.fields(("name", "funds", "target", "actual", "line"))
    funds = fields.get("funds")
    if funds is not None:
        funds.exact()
    name, amount, target, actual = (fields.text(key) for key in ("name", "funds", "target", "actual"))
    return UnitValue(name, amount, target, actual, source.line(fields))


def _read_score(node: Node, source: _Source) -> ItemScore:
    fields = node.fields(("item", "score", "line"), ("note",))
    score = fields.get("score")
    if score is not None:
        score.exact()
    return ItemScore(
        fields.text("item"), fields.text("score"), source.line(fields), fields.text("note"), node.place.line
    )


def _read_adjustment(node: Node, source: _Source) -> Adjustment:
    fields = node.fields(("item", "awarded", "reason", "line"))
    item, awarded, reason = (fields.text(key) for key in ("item", "awarded", "reason"))
    return Adjustment(item, awarded, reason, source.line(fields), node.place.line)


def _read_named(node: Node, source: _Source) -> NamedFigure:
    fields = node.fields(("name", "value", "line"), ("note",))
    return NamedFigure(fields.text("name"), fields.text("value"), source.line(fields), fields.text("note"))


def _read_task(node: Node, source: _Source) -> Task:
    keys = ("done", "budget", "budget_fiscal", "executed", "executed_fiscal")
    fields = node.fields(("name", "line"), keys)
    return Task(fields.text("name"), source.line(fields), **{key: fields.maybe(key) for key in keys})


def _free_texts(node: Node | None) -> dict[str, str]:
    return {} if node is None else {key: child.text() for key, child in node.entries().items() if key != "line"}


def _read_chapters(node: Node, source: _Source) -> Chapters:
    keys = [
        "overview",
        "fund_table",
        "fund_rates",
        "use_table",
        "goals",
        "process",
        "conclusion",
        "analysis",
        "experience",
        "problems",
        "suggestions",
    ]
    fields = node.fields((), keys)
    rates = fields.get("fund_rates")
    return Chapters(
        overview=_free_texts(fields.get("overview")),
        fund_table=tuple(_read_fund_table_row(child, source) for child in fields.items("fund_table")),
        fund_rates=_read_rates(rates, source) if rates else None,
        use_table=tuple(_read_use(child, source) for child in fields.items("use_table")),
        goals=_free_texts(fields.get("goals")),
        process=_free_texts(fields.get("process")),
        conclusion=fields.text("conclusion"),
        analysis=tuple(_read_analysis(child, source) for child in fields.items("analysis")),
        experience=tuple(child.text() for child in fields.items("experience")),
        problems=tuple(child.text() for child in fields.items("problems")),
        suggestions=tuple(child.text() for child in fields.items("suggestions")),
    )


def _read_fund_table_row(node: Node, source: _Source) -> FundTableRow:
    keys = ("fiscal", "central", "province", "city", "county")
    fields = node.fields(("row", "total", "line"), keys)
    return FundTableRow(
        fields.text("row"), source.line(fields), fields.text("total"), *(_cell(fields, key) for key in keys)
    )


def _read_rates(node: Node, source: _Source) -> FundRates:
    fields = node.fields(("execution", "received", "spent", "line"))
    return FundRates(fields.text("execution"), fields.text("received"), fields.text("spent"), source.line(fields))


def _read_use(node: Node, source: _Source) -> UseRow:
    keys = ("total", "fiscal", "other", "dedicated")
    fields = node.fields(("content", "line"), keys)
    return UseRow(fields.text("content"), source.line(fields), *(_cell(fields, key) for key in keys))


def _read_analysis(node: Node, source: _Source) -> Analysis:
    fields = node.fields(("item", "text", "line"))
    return Analysis(fields.text("item"), fields.text("text"), source.line(fields))


def _cell(fields: Fields, key: str) -> str:
    node = fields.get(key)
    return "" if node is None else node.text(empty=True)


def _read_account(node: Node, source: _Source) -> AccountTable:
    fields = node.fields(
        ("table", "title", "department", "year", "unit", "line"),
        ("income", "spending", "columns", "rows", "note", "remark", "empty_statement"),
    )

    def rows(key: str) -> tuple[AccountRow, ...]:
        return tuple(_read_account_row(child, source) for child in fields.items(key))

    return AccountTable(
        fields.text("table"),
        fields.text("title"),
        fields.text("department"),
        fields.integer("year"),
        fields.text("unit"),
        source.line(fields),
        rows("income"),
        rows("spending"),
        tuple(child.text(empty=True) for child in fields.items("columns")),
        rows("rows"),
        fields.text("note"),
        fields.text("remark"),
        fields.text("empty_statement"),
    )


def _read_account_row(node: Node, source: _Source) -> AccountRow:
    fields = node.fields(("name", "values", "line"), ("code", "no"))
    values = tuple(child.text(empty=True) for child in fields.items("values"))
    name = _cell(fields, "name")
    return AccountRow(name, values, source.line(fields), _cell(fields, "code"), _cell(fields, "no"))


def _read_figures(node: Node, source: _Source) -> tuple[Figure, ...]:
    return tuple(_read_figure(child, source) for child in node.fields(("figures",)).items("figures"))


def _read_figure(node: Node, source: _Source) -> Figure:
    fields = node.fields(("id", "subject", "value", "line"), ("year", "context"))
    year = fields.integer("year") if "year" in fields else None
    return Figure(
        fields.text("id"),
        fields.text("subject"),
        fields.text("value"),
        source.line(fields),
        year,
        fields.text("context"),
    )
