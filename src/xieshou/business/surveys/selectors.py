"""Reading surveys: what is going on while one is open, what came out when it is closed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, Q, QuerySet

from xieshou.business.surveys.figures import (
    LEVEL_COUNT,
    SMALLEST_GROUP,
    Asked,
    Counts,
    Group,
    Rate,
    Sheet,
    counted,
    joined_small,
    levels_of,
    satisfied_share,
    sizes_of,
    weighted_mean,
    whole,
)
from xieshou.business.surveys.models import (
    LEVELS,
    MOST_POINTS,
    SATISFIED,
    Question,
    QuestionKind,
    Rule,
    State,
    Survey,
)
from xieshou.kernel.exact import Exact
from xieshou.platform.accounts.api import User
from xieshou.platform.shell.search import Hit

_VALUES = {QuestionKind.LEVEL: (LEVEL_COUNT, 1), QuestionKind.NUMBER: (MOST_POINTS + 1, 0), QuestionKind.TEXT: (0, 0)}


@dataclass(frozen=True)
class Progress:
    """One category while the survey goes on: how many were drawn, are asked on paper, have answered."""

    category: str
    people: int
    sampled: int
    paper: int
    answered: int


def progress_of(survey: Survey) -> list[Progress]:
    """Every category of the list, by name, without a word of what was answered."""
    people = survey.people.values("category").annotate(n=Count("pk")).order_by("category")
    drawn: dict[str, Any] = {
        row["category"]: row
        for row in survey.invitations.values("category").annotate(
            n=Count("pk"), paper=Count("pk", filter=Q(is_paper=True))
        )
    }
    answered = dict(survey.answers.values_list("category").annotate(n=Count("pk")))
    return [
        Progress(
            row["category"],
            row["n"],
            drawn.get(row["category"], {}).get("n", 0),
            drawn.get(row["category"], {}).get("paper", 0),
            answered.get(row["category"], 0),
        )
        for row in people
    ]


@dataclass(frozen=True)
class Item:
    """One question with what was answered, group by group (the last: all). `heads`: what each count is of."""

    number: int
    text: str
    kind: str
    is_counted: bool
    heads: tuple[str, ...]
    rows: tuple[tuple[Group, Counts], ...]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """Everything that may be told of a closed survey. `groups`: the last is all. `why`: why there is nothing to tell."""

    groups: tuple[Group, ...] = ()
    items: tuple[Item, ...] = ()
    warnings: tuple[str, ...] = ()
    why: str = ""

    @property
    def whole(self) -> Group | None:
        """All categories together."""
        return self.groups[-1] if self.groups else None


def rule_words(survey: Survey) -> str:
    """How the rate is computed, in words."""
    if survey.rule == Rule.SHARE:
        return "满意率 = “很满意”与“满意”的回答数 ÷ 该题全部有效回答数；多道计入题合并计数，未答的不计入分母。"
    named = "、".join(f"{level} {weight}" for level, weight in zip(LEVELS, survey.level_weights, strict=True))
    return f"满意率 = Σ（各档回答数 × 权重）÷（100 × 全部有效回答数）；权重：{named}；多道计入题合并计数，未答的不计入分母。"


def results_of(survey: Survey) -> Results:
    """The figures of a closed survey; small groups are joined, and a survey with too few answers tells nothing."""
    if survey.state != State.CLOSED:
        return Results(why="调查结束后才显示结果：调查中逐份变化的数会暴露单份答卷")
    sampled = dict(survey.invitations.values_list("category").annotate(n=Count("pk")).order_by("category"))
    sheets = [Sheet(*row) for row in survey.answers.order_by().values_list("category", "is_valid", "values")]
    sizes = sizes_of(sampled, sheets)
    everyone = whole(sizes)
    if everyone.valid < SMALLEST_GROUP:
        why = f"样本不足：有效问卷 {everyone.valid} 份，少于 {SMALLEST_GROUP} 份，为保护作答人不显示结果"
        return Results(groups=(everyone,), why=why)
    asked = [_asked(one) for one in survey.questions.all()]
    groups = [_filled(survey, group, sheets, asked) for group in (*joined_small(sizes), everyone)]
    return Results(tuple(groups), _items(survey, groups, sheets), _warnings(survey, groups))


def _asked(question: Question) -> Asked:
    values, first = _VALUES[QuestionKind(question.kind)]
    return Asked(str(question.pk), values, first, question.is_counted)


def _filled(survey: Survey, group: Group, sheets: Sequence[Sheet], asked: Sequence[Asked]) -> Group:
    """The group with its counts, unless it is too small to show them."""
    if group.valid < SMALLEST_GROUP:
        return group
    names = frozenset(group.categories)
    counts = counted((sheet for sheet in sheets if sheet.category in names), asked)
    levels = levels_of(counts, asked)
    is_share = survey.rule == Rule.SHARE
    rate = satisfied_share(levels, SATISFIED) if is_share else weighted_mean(levels, survey.level_weights)
    return replace(group, counts=counts, satisfaction=rate)


def _items(survey: Survey, groups: Sequence[Group], sheets: Sequence[Sheet]) -> tuple[Item, ...]:
    items = []
    for one in survey.questions.all():
        key = str(one.pk)
        rows = tuple((group, group.counts[key]) for group in groups if key in group.counts)
        said = [sheet.values.get(key) for sheet in sheets if sheet.is_valid] if one.kind == QuestionKind.TEXT else []
        items.append(Item(one.number, one.text, one.kind, one.is_counted, _heads(one.kind), rows, _texts(said)))
    return tuple(items)


def _texts(said: Sequence[int | str | None]) -> tuple[str, ...]:
    """Each text once, with how often, in the order of their letters: any other order would tell of time."""
    counts = Counter(str(text) for text in said if text)
    return tuple(f"{text}（{count} 份）" if count > 1 else text for text, count in sorted(counts.items()))


def _heads(kind: str) -> tuple[str, ...]:
    if kind == QuestionKind.LEVEL:
        return tuple(map(str, LEVELS))
    return tuple(map(str, range(MOST_POINTS + 1))) if kind == QuestionKind.NUMBER else ()


def _warnings(survey: Survey, groups: Sequence[Group]) -> tuple[str, ...]:
    told = []
    everyone = groups[-1]
    if everyone.valid < survey.least_answers:
        told.append(
            f"样本不足：有效问卷 {everyone.valid} 份，少于本调查规定的 {survey.least_answers} 份，满意率仅供参考"
        )
    small = [group.label for group in groups[:-1] if group.valid < SMALLEST_GROUP]
    if small:
        told.append(f"{'、'.join(small)}：有效问卷不足 {SMALLEST_GROUP} 份，不单独显示")
    return tuple(told)


def mean_of(counts: Counts) -> str:
    """The mean of points from 0 on, half-up to two decimals; a dash when nobody gave any."""
    if not counts.answered:
        return "—"
    points = sum(point * count for point, count in enumerate(counts.given))
    return Exact(points, counts.answered).text(2)


@dataclass(frozen=True)
class Satisfaction:
    """What another part of the platform may take from a survey.

    `rate` is exact; None: `why` says why there is none. `is_enough`: as many valid answers as the survey asks for.
    """

    survey: Survey
    rate: Exact | None
    numerator: Exact | None
    denominator: Exact | None
    sampled: int
    answered: int
    is_enough: bool
    rule: str
    why: str = ""

    @property
    def rate_text(self) -> str:
        """In per cent, half-up to two decimals; a dash when there is none."""
        return (
            Rate(self.numerator, self.denominator).text
            if self.numerator is not None and self.denominator is not None
            else "—"
        )


def satisfaction_of(survey: Survey) -> Satisfaction:
    """The satisfaction rate of a survey. The caller has loaded the survey through its permission check."""
    results = results_of(survey)
    everyone = results.whole
    rate = everyone.satisfaction if everyone is not None else Rate()
    has_rate = rate.value is not None
    why = results.why or ("" if has_rate else "计入题没有一个有效回答")
    return Satisfaction(
        survey=survey,
        rate=rate.value,
        numerator=rate.numerator if has_rate else None,
        denominator=rate.denominator if has_rate else None,
        sampled=everyone.sampled if everyone is not None else survey.invitations.count(),
        answered=everyone.valid if everyone is not None else survey.answers.filter(is_valid=True).count(),
        is_enough=has_rate and everyone is not None and everyone.valid >= survey.least_answers,
        rule=rule_words(survey),
        why=why,
    )


def surveys_of(record: Model) -> QuerySet[Survey]:
    """The surveys about one record, newest first. The caller has loaded the record through its permission check."""
    kind = ContentType.objects.get_for_model(record)
    rows: QuerySet[Survey] = Survey.objects.filter(content_type=kind, object_id=record.pk)
    return rows.select_related("owner").order_by("-pk")


def surveys_found(user: User, words: str, most: int) -> list[Hit]:
    """Hits for the search over everything."""
    rows = Survey.objects.filter(title__icontains=words).select_related("owner").newest_visible_to(user, most)
    return [Hit(row.title, row.get_absolute_url(), f"{row.owner}　{row.get_state_display()}") for row in rows]
