"""Amounts in running text: number, unit, what they are said of, the year, and the words around them."""

import re
from dataclasses import dataclass, replace

from xieshou.kernel.checks.figures import MAX_DIGITS, MAX_PLACES, Figure
from xieshou.kernel.exact import Exact
from xieshou.kernel.reading import Paragraph, Spot
from xieshou.kernel.text import NUMBER, read_number
from xieshou.kernel.units import find_unit

_UNITS = (
    "个百分点|百分点|人民币元|元|%|批次|人次|户次|场次|平方米|公顷|亩|吨|公斤|人|名|位|户|次|个|家|对|篇|份|册|场|栋|项|条|"
    "件|所|辆|台|套|笔|期|间|座|处|只|头|棵|株|村|镇|县|分|天|小时|支|对口"
)
_AMOUNT = re.compile(
    rf"(?P<approx>近|超过|超|(?<![签合契履条节公制])约|逾|不足|不到|突破)?\s*(?P<bound>[≥≤>])?(?P<num>(?<![0-9.A-Za-z〔\[+-]){NUMBER})\s*"
    rf"(?P<scale>万亿|亿|万)?(?P<more>余|多)?(?P<more_unit>万)?(?P<unit>{_UNITS})?(?P<after>以上|左右)?"
)
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年(?!均)")
_YEARLY = re.compile(r"(?:19|20)\d{2}\s*年度?")
_TITLE = re.compile("《[^《》]*》")
_STOP = re.compile("[，,；;。：:、（()）《》]")
_LEAD = re.compile(
    "^(?:其中|全年|截至|截止|到|年底|年末|本年度|本年|当年|我(?:单位|局|办|市)|本(?:单位|部门|办)|上述|共计|合计|共|占|的|和|及|与|比|较|由|从|为|在)+"
)
_TAIL = re.compile(
    "(?:分别)?(?:共计|累计|达到|只有|仅有|共有|已有|约为|变为|改为|为|达|共|是|有|(?<![签合契履条节公制])约|近|超|增长至|增加到|至|到|从|由)+$"
)
_DATE_AFTER = re.compile(r"\s*(?:年|月|日|号|届|届次|条规定|号文|世纪|周|季度|级|时)")
_ORDINAL = re.compile("[第〔〕+·.-]$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One amount in a text. `value` is in the unit `unit` without its scale: 1.5 亿元 is 150000000 元."""

    start: int
    end: int
    text: str
    value: Exact
    places: int  # of the number as printed
    scale: str  # 万, 亿 or nothing
    unit: str
    subject: str
    year: int | None
    is_approximate: bool
    bound: str
    spot: Spot

    @property
    def printed(self) -> Figure:
        """The number in the unit it was printed with."""
        return Figure(self._number(), self.places, self.text, self.spot)

    def _number(self) -> Exact:
        return self.value / Exact({"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[self.scale])

    @property
    def step(self) -> Exact:
        """One in the last printed decimal, in the unit without scale."""
        return self.value / self._number() * Exact(1, 10**self.places) if self._number() else Exact(1, 10**self.places)

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money."""
        return self.unit == "元"

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage."""
        return self.unit == "%"

    def __str__(self) -> str:
        return self.text


def mentions(paragraph: Paragraph) -> list[Mention]:
    """Every amount of a paragraph in order; dates, numbers of documents and ordinals are none."""
    found: list[Mention] = []
    year: int | None = None
    for match in _AMOUNT.finditer(paragraph.text):
        if not match["num"] or _is_no_amount(paragraph.text, match):
            continue
        start = found[-1].end if found else 0
        between = paragraph.text[start : match.start()]
        year = _year(between, year)
        mention = _mention(paragraph, match, _subject(between), year)
        found += [mention] if mention else []
    return found


def _is_no_amount(text: str, match: re.Match[str]) -> bool:
    after, before = text[match.end("num") :], text[: match.start()]
    if _ORDINAL.search(before) and not match["bound"]:
        return True
    if match["unit"] is None and match["scale"] is None and match["more"] is None:
        return True
    is_time = match["unit"] is None and bool(_DATE_AFTER.match(after))
    return is_time or bool(re.match(r"\s*号", after)) or after.startswith(("·", "/"))


def _year(between: str, last: int | None) -> int | None:
    between = _TITLE.sub("", between)
    years = _YEAR.findall(between)
    if years:
        return int(years[-1])
    if last is not None and re.search("上年|去年", between):
        return last - 1
    return None if "。" in between else last


def _subject(between: str) -> str:
    part = _STOP.split(between)[-1]
    part = re.sub(r"\s", "", _YEARLY.sub("", part))
    return _TAIL.sub("", _LEAD.sub("", part))


def _mention(paragraph: Paragraph, match: re.Match[str], subject: str, year: int | None) -> Mention | None:
    number = read_number(match["num"])
    if number is None or len(match["num"]) > MAX_DIGITS or number[1] > MAX_PLACES:
        return None
    scale = match["scale"] or match["more_unit"] or ""
    unit = match["unit"] or ""
    value = Exact(number[0], 10 ** number[1]) * Exact({"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[scale])
    is_loose = any(match[key] for key in ("approx", "more", "after"))
    start = match.start("num")
    quote = paragraph.text[max(0, start - 24) : match.end() + 8]
    spot = replace(paragraph.spot, line=paragraph.line_at(start), quote=quote)
    text = paragraph.text[start : match.end()]
    return Mention(
        start, match.end(), text, value, number[1], scale, unit, subject, year, is_loose, match["bound"] or "", spot
    )


def same_kind(one: Mention, other: Mention) -> bool:
    """Whether two amounts can be compared: one unit, or units of one dimension."""
    if one.unit == other.unit:
        return True
    first, second = find_unit(one.unit), find_unit(other.unit)
    return first is not None and second is not None and bool(one.unit) and first.dimension == second.dimension
