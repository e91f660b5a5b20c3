"""`xieshou score`: published, recomputed and by rule, item by item."""

import json
from typing import Any

import click
from rich.table import Table

from xieshou.commands.output import Lang, console, language_option, reports_wrong_input
from xieshou.commands.scoring import Scored, score_all
from xieshou.kernel.evaluation import EvaluationKind
from xieshou.kernel.exact import Exact
from xieshou.kernel.scorecard import Scorecard, ScoredItem
from xieshou.kernel.wording import Words


@click.command()
@click.argument("dataset")
@click.option("--scheme", "scheme_id", help="Score under this scheme instead of the one the data names.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output; numbers are text.")
@language_option
@reports_wrong_input
def score(dataset: str, scheme_id: str | None, as_json: bool, lang: str) -> None:
    """Score the evaluations of DATASET (an id, or a YAML file of one evaluation)."""
    scored = score_all(dataset, scheme_id)
    if as_json:
        click.echo(json.dumps({"evaluations": [as_data(entry) for entry in scored]}, ensure_ascii=False, indent=1))
        return
    for entry in scored:
        _print(entry, Lang(lang))


KINDS = {
    EvaluationKind.PROJECT_SELF: Words("项目自评", "self-evaluation"),
    EvaluationKind.DEPARTMENT: Words("部门整体", "department"),
    EvaluationKind.PROJECT_EVALUATION: Words("部门评价", "evaluation by the department"),
}


def as_data(scored: Scored) -> dict[str, Any]:
    """One evaluation as JSON data; what cannot be said is null."""
    evaluation, card = scored.evaluation, scored.card
    return {
        "id": evaluation.id,
        "name": evaluation.name,
        "scheme": card.scheme if card else None,
        "published": evaluation.published.score,
        "computed": card.computed.text() if card else None,
        "by_rule": card.by_rule.text() if card else None,
        "grade": card.grade.zh if card and card.grade else evaluation.published.grade,
        "official_note": card.official_note.zh or None if card else None,
        "items": [_item_data(item) for item in card.items] if card else [],
    }


def _item_data(item: ScoredItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.words.zh,
        "points": item.points.text(),
        "target": item.target,
        "actual": item.actual,
        "by_rule": _text(item.by_rule),
        "awarded": item.awarded.text(),
        "published": _text(item.published),
        "reason": difference(item, Lang("zh")) or None,
        "line": None if item.line is None else str(item.line),
        "explain": [line.zh for line in item.arithmetic],
    }


def _text(value: Exact | None) -> str | None:
    return None if value is None else value.text()


def difference(item: ScoredItem, lang: Lang) -> str:
    """Why the office awarded something else than the rule gives; empty when it did not."""
    if item.by_rule is None:
        return item.reason or lang("规则无法判断，按评定", "the rule cannot say; as awarded")
    if not item.differs:
        return ""
    reason = item.reason or lang("未说明理由", "no reason stated")
    hint = f"（{lang.words(item.hint)}）" if item.hint else ""
    return reason + hint


def _print(scored: Scored, lang: Lang) -> None:
    evaluation, card = scored.evaluation, scored.card
    out = console()
    kind = lang.words(KINDS[evaluation.kind])
    title = f"{evaluation.id} · {evaluation.name} · {kind}"
    out.rule(f"{title}  {evaluation.department} {evaluation.year}", align="left")
    if card is None:
        text = lang("未公开各项得分，无法复算", "item scores were not published and cannot be recomputed")
        out.print(f"{lang('公布', 'published')} {evaluation.published.score}  ({text})\n")
        return
    out.print(_items_table(card, lang))
    out.print(totals_line(card, lang), style="bold")
    for note in (*card.notes, *((card.official_note,) if card.official_note.zh else ())):
        out.print(f"{lang('注', 'note')}: {lang.words(note)}", style="dim")
    out.print()


def totals_line(card: Scorecard, lang: Lang) -> str:
    """One line: published, recomputed, by rule, grade, number of differences."""
    same = lang("一致", "agree") if card.agrees else lang("不一致", "DIFFER")
    grade = lang.words(card.grade) or "—"
    return (
        f"{lang('公布', 'published')} {card.published} · {lang('复算', 'recomputed')} {card.computed} "
        f"({same}) · {lang('严格按规则', 'strictly by rule')} {card.by_rule} · {lang('等级', 'grade')} {grade} · "
        f"{len(card.differences)} {lang('项与规则不同', 'items differ from the rule')}"
    )


def _items_table(card: Scorecard, lang: Lang) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold", pad_edge=False)
    table.add_column(lang("编号", "code"))
    table.add_column(lang("指标", "item"), ratio=3, overflow="fold")
    table.add_column(lang("目标", "target"), ratio=2, overflow="fold")
    table.add_column(lang("实际", "actual"), ratio=2, overflow="fold")
    for name in (lang("分值", "points"), lang("按规则", "by rule"), lang("评定", "awarded"), lang("公布", "published")):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(lang("差异的理由", "reason for the difference"), ratio=4, overflow="fold")
    for item in card.items:
        table.add_row(*_row(item, lang), style="yellow" if item.differs else "")
    return table


def _row(item: ScoredItem, lang: Lang) -> tuple[str, ...]:
    by_rule = item.by_rule.text() if item.by_rule is not None else "?"
    published = item.published.text() if item.published is not None else "—"
    name = lang.words(item.words)
    return (
        item.code,
        name,
        item.target or "",
        item.actual or "",
        item.points.text(),
        by_rule,
        item.awarded.text(),
        published,
        difference(item, lang),
    )
