"""`xieshou explain`: the arithmetic of one score, as a person would check it by hand."""

import click
from rich.console import Console

from xieshou.commands.output import Lang, console, fail, language_option, reports_wrong_input
from xieshou.commands.score import difference
from xieshou.commands.scoring import Scored, find_items, score_all
from xieshou.kernel.scorecard import ScoredItem


@click.command()
@click.argument("dataset")
@click.argument("item")
@language_option
@reports_wrong_input
def explain(dataset: str, item: str, lang: str) -> None:
    """Explain ITEM of DATASET: a code (C2), an evaluation and a code (exchange:7), or part of a name."""
    found = list(find_items(dataset, item))
    if not found:
        if all(scored.card is None for scored in score_all(dataset)):
            fail(
                [
                    f"{dataset} 未公开各项得分，没有可以说明的算式 / item scores were not published, nothing can be explained"
                ]
            )
        codes = "; ".join(
            f"{scored.evaluation.id}: {' '.join(entry.code for entry in scored.card.items)}"
            for scored in score_all(dataset)
            if scored.card is not None
        )
        fail([f"没有指标 / there is no item '{item}' in {dataset}", f"有 / there are: {codes}"])
    out = console()
    for scored, code in found:
        assert scored.card is not None
        entry = scored.card.item(code)
        assert entry is not None
        _print(out, scored, entry, Lang(lang))


def _print(out: Console, scored: Scored, item: ScoredItem, lang: Lang) -> None:
    card = scored.card
    assert card is not None
    head = f"{item.code} {lang.words(item.words)}  ({card.name}, {item.points} {lang('分', 'points')})"
    out.print(head, style="bold", soft_wrap=True)
    if item.path:
        out.print(f"  {lang('所属', 'under')}: {' / '.join(lang.words(level) for level in item.path)}")
    out.print(f"  {lang('规则', 'rule')}: {lang.words(item.rule)}", soft_wrap=True)
    for fact in item.facts:
        line = f" [{lang('第 ', 'line ')}{fact.line}{lang(' 行', '')}]" if fact.line else ""
        inferred = lang("（由公布得分反推）", " (inferred from the published score)") if fact.is_inferred else ""
        note = f"{inferred}  — {fact.note}" if fact.note else inferred
        value = fact.text or lang("（未提供）", "(missing)")
        out.print(f"  {lang('事实', 'fact')}: {lang.words(fact.words)} = {value}{line}{note}", soft_wrap=True)
    if item.target is not None or item.actual is not None:
        out.print(
            f"  {lang('目标', 'target')}: {item.target or '—'}   {lang('实际', 'actual')}: {item.actual or '—'}",
            markup=False,
        )
    for words in item.arithmetic:
        out.print(f"  {lang.words(words)}", soft_wrap=True)
    _print_scores(out, item, lang)
    source = f"  {lang('依据', 'source')}: {card.scheme} · {card.source} · {card.digest[:12]}"
    out.print(source, style="dim", soft_wrap=True)
    if card.official_note.zh:
        out.print(f"  {lang.words(card.official_note)}", style="dim", soft_wrap=True)
    out.print()


def _print_scores(out: Console, item: ScoredItem, lang: Lang) -> None:
    by_rule = item.by_rule.text() if item.by_rule is not None else lang("无法判断", "cannot say")
    published = item.published.text() if item.published is not None else "—"
    where = f" [{lang('第 ', 'line ')}{item.line}{lang(' 行', '')}]" if item.line else ""
    out.print(
        f"  {lang('按规则', 'by rule')} {by_rule} · {lang('评定', 'awarded')} {item.awarded} · "
        f"{lang('公布', 'published')} {published}{where}",
        markup=False,
    )
    if item.adjustment:
        out.print(
            f"  {lang('与规则之差', 'off the rule by')} {item.adjustment}: {difference(item, lang)}",
            markup=False,
            soft_wrap=True,
        )
