"""`xieshou schemes`: list, check and show the scoring schemes."""

from pathlib import Path

import click
from rich.table import Table

from xieshou.commands.output import Lang, console, fail, language_option, reports_wrong_input
from xieshou.kernel.cases import run_cases
from xieshou.kernel.scheme import Item, OfficialText, Scheme
from xieshou.kernel.scheme_reader import read_scheme
from xieshou.kernel.strict import LoadError, Place, Problem
from xieshou.kernel.wording import Words
from xieshou.schemes import load_scheme, scheme_ids

OFFICIAL = {
    OfficialText.AT_HAND: Words("已核对正式文本", "official text"),
    OfficialText.AS_PUBLISHED: Words("据公开文件转录", "as published"),
    OfficialText.NOT_AT_HAND: Words("正式文本不在手边", "not at hand"),
}


@click.group()
def schemes() -> None:
    """The scoring schemes: list, check, show."""


@schemes.command("list")
@language_option
@reports_wrong_input
def list_schemes(lang: str) -> None:
    """All schemes with their authority, years, and how their text is known."""
    say = Lang(lang)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in (
        say("方案", "scheme"),
        say("名称", "title"),
        say("年度", "years"),
        say("文本", "text"),
        say("依据", "source"),
    ):
        table.add_column(name, overflow="fold")
    for id in scheme_ids():
        scheme = load_scheme(id)
        years = f"{scheme.first_year}–{scheme.last_year or ''}"
        table.add_row(id, say.words(scheme.words), years, say.words(OFFICIAL[scheme.official]), scheme.source)
    console().print(table)


@schemes.command()
@click.argument("files", nargs=-1)
@reports_wrong_input
def check(files: tuple[str, ...]) -> None:
    """Load FILES (default: every shipped scheme) strictly and run their worked cases."""
    problems: list[Problem] = []
    for name in files or scheme_ids():
        try:
            scheme = _read(name) if name.endswith((".yaml", ".yml")) else load_scheme(name)
            wrong = run_cases(scheme, name)
            problems += wrong
            click.echo(f"{name}: {len(scheme.cases)} cases, {len(wrong)} wrong")
        except LoadError as error:
            problems += error.problems
    if problems:
        fail(
            [
                f"{len(problems)} 处需要改正 / {len(problems)} to mend:",
                *(str(problem) for problem in sorted(set(problems))),
            ]
        )


def _read(name: str) -> Scheme:
    try:
        return read_scheme(Path(name).read_text(encoding="utf-8"), name)
    except OSError as error:
        raise LoadError([Problem(Place(name, 1), f"cannot be read ({error.strerror})", "Check its path")]) from error
    except UnicodeDecodeError as error:
        raise LoadError([Problem(Place(name, 1), "the file is not UTF-8 text", "Save it as UTF-8")]) from error


@schemes.command()
@click.argument("id")
@language_option
@reports_wrong_input
def show(id: str, lang: str) -> None:
    """Every item of a scheme with its points and its rule in words."""
    scheme, say, out = load_scheme(id), Lang(lang), console()
    out.print(f"{say.words(scheme.words)}  {scheme.authority}  {scheme.first_year}–{scheme.last_year or ''}")
    out.print(f"{say('依据', 'source')}: {scheme.source}", soft_wrap=True)
    if scheme.official_note.zh:
        out.print(say.words(scheme.official_note), style="yellow", soft_wrap=True)
    for item in scheme.items:
        for line in _lines(scheme, item, say, 0):
            out.print(line, soft_wrap=True)
    grades = ", ".join(f"{say.words(grade.words)} ≥{grade.lowest}" for grade in scheme.grades)
    out.print(f"{say('等级', 'grades')}: {grades}")


def _lines(scheme: Scheme, item: Item, say: Lang, depth: int) -> list[str]:
    head = f"{'  ' * depth}{item.code} {say.words(item.words)} ({item.points})"
    if item.rule is not None:
        head += f": {say.words(item.rule.words(item.points, scheme.names()))}"
    if item.indicators is not None:
        names = "、".join(item.indicators.level1)
        head += ": " + say(f"由项目自设指标（{names}）按目标与实际计分", f"the evaluation's own indicators ({names})")
    return [head, *(line for child in item.items for line in _lines(scheme, child, say, depth + 1))]
