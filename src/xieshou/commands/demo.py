"""`xieshou demo`: the main job in one go – every data set scored, one office's documents printed and checked, a short table."""

from pathlib import Path
from time import monotonic

import click
from rich.table import Table

from xieshou.commands.check import Wanted, check_all
from xieshou.commands.output import Lang, console, language_option, progress, reports_wrong_input
from xieshou.commands.render import write_documents
from xieshou.commands.score import KINDS
from xieshou.commands.scoring import Scored, score_all
from xieshou.datasets import dataset_ids
from xieshou.documents.api import Format
from xieshou.documents.layouts.check_report import VERDICTS, where
from xieshou.kernel.reading import Finding, FindingVerdict

PRINTED = "shenzhen-2020"
TELLING = ("SE-GOALS", "EV-COST", "SE-FULL", "SE-NO-ACTUAL", "SE-ANNOUNCED", "SE-YEAR", "EV-COUNT")
SHOWN = 5


@click.command()
@click.option("--out", "folder", default="out", show_default=True, type=click.Path(path_type=Path))
@language_option
@reports_wrong_input
def demo(folder: Path, lang: str) -> None:
    """Score every data set, print the documents of the Shenzhen office, and check them as if they had been published."""
    say, started = Lang(lang), monotonic()
    scored = [(name, score_all(name)) for name in progress(list(dataset_ids()), say("复算", "scoring"))]
    files = write_documents(PRINTED, folder, list(Format), say)
    out = console()
    out.print()
    out.print(
        say(
            "每项评价:公布的总分、按评定分复算的总分、严格按规则的总分",
            "Each evaluation: the published total, recomputed, strictly by rule",
        )
    )
    out.print(_table(scored, say))
    _print_check([file for file in files if file.suffix == f".{Format.WORD.value}"], say)
    _print_end(scored, files, folder, monotonic() - started, say)


def _table(scored: list[tuple[str, list[Scored]]], say: Lang) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1))
    table.add_column(say("数据集", "data set"))
    table.add_column(say("评价", "evaluation"))
    table.add_column(say("类别", "kind"))
    for name in (say("公布", "published"), say("复算", "recomputed"), say("按规则", "by rule")):
        table.add_column(name, justify="right")
    table.add_column(say("等级", "grade"))
    table.add_column(say("与规则不同的项", "items off the rule"), justify="right")
    for name, entries in scored:
        for entry in entries:
            table.add_row(name, *_row(entry, say))
    return table


def _row(entry: Scored, say: Lang) -> tuple[str, ...]:
    evaluation, card = entry.evaluation, entry.card
    kind = say.words(KINDS[evaluation.kind])
    if card is None:
        unknown = say("未公开各项得分", "item scores not published")
        return evaluation.name, kind, evaluation.published.score, "—", "—", evaluation.published.grade or "—", unknown
    same = "" if card.agrees else " ≠"
    count = str(len(card.differences))
    return (
        card.name,
        kind,
        card.published.text(),
        card.computed.text() + same,
        card.by_rule.text(),
        say.words(card.grade) or "—",
        count,
    )


def _print_check(files: list[Path], say: Lang) -> None:
    """The most telling things that do not add up in the documents, which print what the office published."""
    entries = progress(check_all(files, Wanted()), say("核对", "checking"), total=len(files))
    found = [(entry.check.name, one) for entry in entries for one in entry.check.findings]
    wrong = [pair for pair in found if pair[1].verdict is FindingVerdict.MISMATCH]
    out = console()
    out.print()
    out.print(
        say(
            f"把公布的文书重新读入、核对,不符 {len(wrong)} 处,例如:",
            f"The published documents read back and checked: {len(wrong)} relations do not add up, among them:",
        )
    )
    for file, finding in _telling(wrong):
        out.print(f"  {VERDICTS[finding.verdict]} {finding.code} {file} {where(finding.spot)}", soft_wrap=True)
        out.print(f"       {finding.explanation}", soft_wrap=True)


def _telling(wrong: list[tuple[str, Finding]]) -> list[tuple[str, Finding]]:
    """The first of each kind, in an order that shows the width."""
    firsts = [next((pair for pair in wrong if pair[1].code == code), None) for code in TELLING]
    return [pair for pair in firsts if pair][:SHOWN]


def _print_end(
    scored: list[tuple[str, list[Scored]]], files: list[Path], folder: Path, seconds: float, say: Lang
) -> None:
    cards = [entry.card for _, entries in scored for entry in entries if entry.card is not None]
    agree = sum(card.agrees for card in cards)
    differences = sum(len(card.differences) for card in cards)
    out = console()
    out.print()
    out.print(
        say(
            f"{len(cards)} 项复算,{agree} 项与公布一致;{differences} 个指标的评定分与规则不同。",
            f"{len(cards)} recomputed, {agree} agree with what was published; {differences} items were awarded otherwise than the rule gives.",
        )
    )
    out.print(
        say(
            f"文书 {len(files)} 份在 {folder}/ ,用时 {seconds:.0f} 秒。",
            f"{len(files)} documents in {folder}/, {seconds:.0f} s.",
        )
    )
    out.print(
        say(
            "下一步:xieshou score shenzhen-2020 逐项对照;xieshou explain shenzhen-2020 department:C2 看一个得分的算式;xieshou check 文件 核对公开材料。",
            "Next: xieshou score shenzhen-2020 lists the items; xieshou explain shenzhen-2020 department:C2 shows one score's arithmetic; xieshou check FILE checks what was published.",
        )
    )
