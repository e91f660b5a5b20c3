"""The words of 核对报告, for the screen, the documents and the page alike: verdicts, places, what follows, in both languages."""

from collections.abc import Mapping
from pathlib import PurePath

from xieshou.kernel.checks.catalogue import CHECKS
from xieshou.kernel.checks.report import TEXT
from xieshou.kernel.reading import Finding, FindingVerdict, Spot, UnreadPart
from xieshou.kernel.wording import CHINESE, Say, Words

VERDICT_WORDS: Mapping[FindingVerdict, Words] = {
    FindingVerdict.MISMATCH: Words("不符", "mismatch"),
    FindingVerdict.QUESTION: Words("存疑", "question"),
    FindingVerdict.ROUNDING: Words("尾差", "rounding"),
    FindingVerdict.OK: Words("相符", "agrees"),
}
WRONG = (FindingVerdict.MISMATCH, FindingVerdict.QUESTION)
TITLE = Words("公开材料核对报告", "Check of published documents")
BETWEEN = Words("文件之间", "Between the files")
QUOTE, PUBLISHED, RECOMPUTED = Words("原文", "quote"), Words("公布", "published"), Words("复算", "recomputed")
EXPLAINED, WHY, REMEDY = Words("说明", "because"), Words("影响", "effect"), Words("建议", "to do")
UNREAD = Words("未能读取的部分", "Parts that could not be read")
_SAME = str.maketrans("", "", " \n；。，;,.")


def where(spot: Spot, say: Say = CHINESE) -> str:
    """The place in words; the file comes first where places of several files are named together."""
    name = PurePath(spot.file).name
    return f"{say(f'《{name}》', f'{name},')} {spot.told(say)}" if spot.file else spot.told(say)


def place_and_quote(finding: Finding, say: Say = CHINESE) -> str:
    """`第 945 行：“下降了39.8%”；另见 第 933 行`."""
    words = quote(finding)
    told = say(f"：“{words}”", f": “{words}”") if words else ""
    return f"{where(finding.spot, say)}{told}{also(finding, say)}"


def quote(finding: Finding) -> str:
    """The published words around the figure; empty when they are no more than the figure."""
    words = finding.spot.quote.strip()
    return "" if words == finding.published.strip() else words


def also(finding: Finding, say: Say = CHINESE, limit: int = 6) -> str:
    """The other places the relation rests on, the first few named."""
    own = where(finding.spot, say)
    places = [place for place in dict.fromkeys(where(spot, say) for spot in finding.others) if place != own]
    if not places:
        return ""
    rest = say(f"等 {len(places)} 处", f" and others, {len(places)} in all") if len(places) > limit else ""
    return say("；另见 ", "; see also ") + say("、", ", ").join(places[:limit]) + rest


def title_of(finding: Finding, say: Say = CHINESE) -> str:
    """What the check is called."""
    return say.words(CHECKS[finding.code].title) if finding.code in CHECKS else finding.code


def verdict_of(finding: Finding, say: Say = CHINESE) -> str:
    """How sure it is."""
    return say.words(VERDICT_WORDS[finding.verdict])


def table_of(table: str, say: Say = CHINESE) -> str:
    """The name of a table as published, or `the text`."""
    return say(table, "Text") if table == TEXT else table


def explained(finding: Finding, say: Say = CHINESE) -> str:
    """The arithmetic."""
    return say(finding.explanation, finding.english or finding.explanation)


def why_of(finding: Finding, say: Say = CHINESE) -> str:
    """Why it matters; empty where the relation holds."""
    return say(finding.why, CHECKS[finding.code].why.en if finding.code in CHECKS else "") if finding.why else ""


def remedy_of(finding: Finding, say: Say = CHINESE) -> str:
    """What to do; empty where the relation holds."""
    en = CHECKS[finding.code].remedy.en if finding.code in CHECKS else ""
    return say(finding.remedy, en) if finding.remedy else ""


def advice(finding: Finding, say: Say = CHINESE) -> str:
    """The arithmetic, what follows from it, why it matters, what to do."""
    why, remedy = why_of(finding, say), remedy_of(finding, say)
    lines = [explained(finding, say), *(f"· {line}" for line in consequences(finding, say))]
    lines += [f"{say.words(WHY)}{say('：', ': ')}{why}" if why else ""]
    lines += [f"{say.words(REMEDY)}{say('：', ': ')}{remedy}" if remedy else ""]
    return "\n".join(line for line in lines if line)


def consequences(finding: Finding, say: Say = CHINESE) -> list[str]:
    """What hangs under a finding, at any depth, without what its own words say already."""
    said, lines = explained(finding, say).translate(_SAME), []
    for related in _below(finding):
        words = explained(related, say)
        text = words.translate(_SAME)
        if text not in said:
            said += text
            place = "" if related.spot == finding.spot else f"{where(related.spot, say)} "
            lines.append(f"{place}{words}")
    return lines


def _below(finding: Finding) -> list[Finding]:
    return [one for related in finding.related for one in (related, *_below(related))]


def unread_line(part: UnreadPart, say: Say = CHINESE) -> str:
    """`第 3 页：扫描件，没有文字层`; the reason as the reader gives it."""
    place, reason = where(part.spot, say), say(part.reason, part.english or part.reason)
    return reason if part.spot == Spot(quote=part.spot.quote) else f"{place}{say('：', ': ')}{reason}"
