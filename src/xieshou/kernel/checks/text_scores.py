"""Running text: full marks and scores, `（满分20分，得18分）`, `指标权重 8 分，自评得分 6.59 分`; rates that cannot pass 100 %."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, TEXT, finding
from xieshou.kernel.checks.story import Story, Told
from xieshou.kernel.exact import HUNDRED, Exact, total
from xieshou.kernel.reading import Finding, Spot
from xieshou.kernel.text import NUMBER
from xieshou.kernel.wording import Words

_PATTERNS = tuple(
    re.compile(form)
    for form in (
        rf"满分(?P<full>{NUMBER})分[，,、]?(?:自评)?得分?(?P<score>{NUMBER})分",
        rf"得分[:：]?(?P<score>{NUMBER})分[（(]满分(?P<full>{NUMBER})分[）)]",
        rf"(?:指标)?(?:权重|分值)(?P<full>{NUMBER})分[，,](?:自评)?得分(?P<score>{NUMBER})分",
    )
)
_WHOLE = re.compile(rf"(?:自评|评价|综合)?(?:总分|总得分)(?:为|是)?(?P<score>{NUMBER})分")
_FEW, _NEARLY = 3, (Exact(85), Exact(115))
_SPACE = re.compile(r"\s")
_NEVER_MORE = re.compile(
    "(?:满意|就业|覆盖|合格|达标|利用|普及|脱贫|规范|入学|返校|健全|准确)(?:率|度)(?:为|达到?|是)?$"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Full marks and score of one part."""

    full: Exact
    score: Exact
    text: str
    spot: Spot


def check_marks(story: Story) -> Iterator[Finding]:
    """EV-SCORES and TX-RANGE of a text."""
    parts = [marks for told in story.told for marks in _marks(told)]
    for one in parts:
        verdict = OK if one.score <= one.full else MISMATCH
        text = Words(
            f"“{one.text}”：得分 {one.score.text()}，满分 {one.full.text()}",
            f"“{one.text}”: scored {one.score.text()} of {one.full.text()}",
        )
        yield finding("EV-SCORES", verdict, one.spot, TEXT, one.score.text(), f"≤{one.full.text()}", text)
    yield from _sum(story, parts)
    for told in story.told:
        yield from _range(told)


def _marks(told: Told) -> Iterator[Marks]:
    plain = _SPACE.sub("", told.text)
    for pattern in _PATTERNS:
        for found in pattern.finditer(plain):
            yield Marks(Exact.read(found["full"]), Exact.read(found["score"]), found[0], told.paragraph.spot)


def _sum(story: Story, parts: Sequence[Marks]) -> Iterator[Finding]:
    """Parts whose full marks make 100 are the whole evaluation, when the text tells one total."""
    totals = [(found, told) for told in story.told for found in _WHOLE.finditer(_SPACE.sub("", told.text))]
    full = total([one.full for one in parts])
    if len(totals) != 1:
        return
    if full != HUNDRED:
        yield from _full(parts, full)
        return
    found, told = totals[0]
    expected, published = total([one.score for one in parts]), Exact.read(found["score"])
    shown = "+".join(one.score.text() for one in parts)
    verdict = OK if expected == published else MISMATCH
    text = Words(
        f"各部分得分 {shown}={expected.text()}，文中总分 {published.text()}",
        f"scores of the parts {shown}={expected.text()}, the text's total {published.text()}",
    )
    others = [one.spot for one in parts]
    yield finding("EV-SCORES", verdict, told.paragraph.spot, TEXT, found["score"], expected.text(), text, others=others)


def _full(parts: Sequence[Marks], full: Exact) -> Iterator[Finding]:
    """Parts of one evaluation whose full marks nearly make 100: one of them is wrong, or one is not told."""
    if len(parts) < _FEW or not _NEARLY[0] <= full <= _NEARLY[1]:
        return
    shown = "+".join(one.full.text() for one in parts)
    text = Words(f"各部分满分 {shown}={full.text()}，不是 100", f"full marks {shown}={full.text()}, not 100")
    last, others = parts[-1], [one.spot for one in parts[:-1]]
    yield finding("EV-SCORES", QUESTION, last.spot, TEXT, full.text(), "100", text, others=others)


def _range(told: Told) -> Iterator[Finding]:
    for rate in told.amounts:
        if rate.is_rate and rate.value > HUNDRED and _NEVER_MORE.search(told.before(rate)):
            text = Words(
                f"“{rate.subject}{rate.text}”，这样的比率不会超过 100%",
                f"“{rate.subject}{rate.text}”: such a rate cannot pass 100%",
            )
            yield finding("TX-RANGE", QUESTION, rate.spot, TEXT, rate.text, "≤100%", text)
