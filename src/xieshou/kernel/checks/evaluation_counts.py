"""Chapters of evaluation reports: `指标共 4 条，实际完成 3 条`, `得分：6.75 分（满分 9 分）`, `扣 2.25 分`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xieshou.kernel.checks.indicator import Row, rows
from xieshou.kernel.checks.report import MISMATCH, OK, TEXT, finding, latest_before
from xieshou.kernel.checks.story import Story, Told
from xieshou.kernel.comparison import Verdict
from xieshou.kernel.exact import Exact, total
from xieshou.kernel.reading import Finding, ReadTable, Spot, TableKind
from xieshou.kernel.text import NUMBER
from xieshou.kernel.wording import NO_WORDS, Words

_HEAD = re.compile(rf"得分[:：]?({NUMBER})分[（(]满分({NUMBER})分[）)]")
_COUNT = re.compile(
    r"(?P<level>数量|质量|时效|成本|经济效益|社会效益|生态效益|可持续影响|满意度)指标共?有?"
    r"(?P<all>\d+)[条项][，,](?:实际|报告称)?完成(?P<done>\d+)[条项]"
)
_DEDUCTED = re.compile(rf"扣(?:减|除)?({NUMBER})分")
_DISCRETION = re.compile("酌情")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with score and full marks, and the paragraphs below it."""

    told: Told
    score: Exact
    full: Exact
    below: tuple[Told, ...]

    @property
    def text(self) -> str:
        """The text below, without spaces."""
        return "".join(re.sub(r"\s", "", told.text) for told in self.below)

    @property
    def spot(self) -> Spot:
        """Where the heading stands."""
        return self.told.paragraph.spot


def check_counts(story: Story) -> Iterator[Finding]:
    """EV-DEDUCTION and EV-COUNT of every chapter with a score."""
    tables = [table for table in story.tables if table.kind is TableKind.EVALUATION_INDICATORS]
    for chapter in chapters(story):
        yield from _deduction(chapter)
        for found in _COUNT.finditer(chapter.text):
            yield from _count(chapter, found, latest_before(tables, chapter.spot))


def chapters(story: Story) -> list[Chapter]:
    """Headings such as `1、产出数量得分：9 分（满分 9 分）` with what follows up to the next."""
    heads = [(place, _HEAD.search(re.sub(r"\s", "", told.text))) for place, told in enumerate(story.told)]
    marked = [(place, found) for place, found in heads if found]
    result = []
    for number, (place, found) in enumerate(marked):
        end = marked[number + 1][0] if number + 1 < len(marked) else min(place + 6, len(story.told))
        below = story.told[place : max(end, place + 1)]
        result.append(Chapter(story.told[place], Exact.read(found[1]), Exact.read(found[2]), tuple(below[:8])))
    return result


def _deduction(chapter: Chapter) -> Iterator[Finding]:
    taken = [Exact.read(found) for found in _DEDUCTED.findall(chapter.text) if found]
    if not taken:
        return
    if chapter.full - total(taken) != chapter.score:
        taken = list(
            dict.fromkeys(taken)
        )  # a report often tells one deduction twice: with the counts and with the rule
    expected = chapter.full - total(taken)
    verdict = OK if expected == chapter.score else MISMATCH
    shown = "−".join([chapter.full.text(), *(one.text() for one in taken)])
    scored = chapter.score.text()
    text = Words(
        f"满分减扣分 {shown}={expected.text()}，得分 {scored}",
        f"full marks less deductions {shown}={expected.text()}, scored {scored}",
    )
    yield finding("EV-DEDUCTION", verdict, chapter.spot, TEXT, chapter.score.text(), expected.text(), text)


def _count(chapter: Chapter, found: re.Match[str], table: ReadTable | None) -> Iterator[Finding]:
    asked, done = int(found["all"]), int(found["done"])
    is_read = table is not None and not any(line.uncertain for line in table.indicators)
    own = (
        [row for row in rows(table) if found["level"] in row.line.level2 and _is_real(row)] if table and is_read else []
    )
    missed = [row for row in own if row.is_missed]
    problems = [one for one in (_of_score(chapter, asked, done), _of_table(found, own, missed, asked, done)) if one.zh]
    verdict = MISMATCH if problems else OK
    published = f"{asked} 条完成 {done} 条，得 {chapter.score.text()} 分"
    agreed = Words(
        f"{found['level']}指标 {asked} 条完成 {done} 条，得 {chapter.score.text()} 分，一致",
        f"{done} of {asked} indicators of {found['level']} reached, scored {chapter.score.text()}: agrees",
    )
    zh, en = "；".join(one.zh for one in problems), "; ".join(one.en for one in problems)
    text = Words(zh, en) if problems else agreed
    recomputed = (chapter.full * Exact(done, asked)).text() if asked else ""
    yield finding(
        "EV-COUNT",
        verdict,
        chapter.spot,
        TEXT,
        published,
        recomputed,
        text,
        others=[row.line.name.spot for row in missed],
    )


def _is_real(row: Row) -> bool:
    return row.comparison.verdict is not Verdict.NOT_APPLICABLE


def _of_score(chapter: Chapter, asked: int, done: int) -> Words:
    """分值×完成条数÷指标条数, unless the chapter counts several levels or deducts at discretion."""
    if len(_COUNT.findall(chapter.text)) != 1 or not asked or done > asked:
        return NO_WORDS
    expected = chapter.full * Exact(done, asked)
    if expected == chapter.score or (_DISCRETION.search(chapter.text) and done == asked):
        return NO_WORDS
    rule, scored = f"{chapter.full.text()}×{done}÷{asked}={expected.text()}", chapter.score.text()
    return Words(f"{rule}，得分 {scored}", f"{rule}, scored {scored}")


def _of_table(found: re.Match[str], own: Sequence[Row], missed: Sequence[Row], asked: int, done: int) -> Words:
    if not own:
        return NO_WORDS
    if len(own) != asked:
        level = found["level"]
        return Words(
            f"指标表有{level}指标 {len(own)} 条，文中 {asked} 条",
            f"the table has {len(own)} indicators of {level}, the text {asked}",
        )
    if missed and done > asked - len(missed):
        zh = "；".join(f"“{row.name}”目标 {row.target.text}、完成 {row.actual.text}" for row in missed)
        en = "; ".join(f"“{row.name}” target {row.target.text}, actual {row.actual.text}" for row in missed)
        return Words(
            f"文中完成 {done} 条，指标表有 {len(missed)} 条没有达到：{zh}",
            f"{done} reached by the text, {len(missed)} missed in the table: {en}",
        )
    return NO_WORDS
