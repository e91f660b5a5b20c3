"""What is printed on every page beside its text: running heads and feet, most of them with figures."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

# {n} the page, {m} the pages, {year} {title} {unit} of the document
HEADS = (
    (),
    ("{title}",),
    ("{year}年度{title}",),
    ("{year}年度{title} – {n} –",),
    ("{title} {n}",),
    ("{n} {title}",),
    ("{n}", "{year}年度{title}"),
    ("公开 08 表 {n}",),
    ("公开 08 表", "单位：{unit}"),
    ("{title} 第 {n} 页 共 {m} 页",),
)
FEET = (
    (),
    ("{n}",),
    ("- {n} -",),
    ("– {n} –",),
    ("—{n}—",),
    ("第{n}页",),
    ("第 {n} 页 共 {m} 页",),
    ("第 {n} 页，共 {m} 页",),
    ("共 {m} 页 第 {n} 页",),
    ("{n}/{m}",),
    ("{n} / {m}",),
    ("{title} {n}",),
    ("{n} {title}",),
    ("{year}年度{title} – {n} –",),
)
_YEAR = re.compile("(20[12][0-9])年")
_TEN_THOUSAND = re.compile("[(（]万|万元）|单位：万元")
TITLES = ("青禾市协作交流办公室部门决算", "云岭州乡村振兴局绩效自评材料", "海滨区财政支出绩效评价报告")


@dataclass(frozen=True, slots=True)
class Pages:
    """How a document's pages look. `lines` of a page, empty ones too; `before` and `after` empty lines around what is printed."""

    head: tuple[str, ...]
    foot: tuple[str, ...]
    title: str
    lines: int = 44
    before: int = 1
    after: int = 1
    has_feed: bool = False

    def through(self, lines: Sequence[str], random: Random) -> Iterator[str]:
        """The lines with what each page adds."""
        text = "".join(lines)
        year, unit = _usual_year(text), "万元" if _TEN_THOUSAND.search(text) else "元"
        first, left = random.randint(1, 40), random.randint(8, self.lines)
        number, most = first, first + len(lines) // self.lines + random.randint(1, 30)
        for line in lines:
            if not left:
                words = {"m": most, "year": year, "title": self.title, "unit": unit}
                yield from self._turn({**words, "n": number}, {**words, "n": number + 1})
                number, left = number + 1, self.lines
            yield line
            left -= 1

    def _turn(self, old: dict[str, object], new: dict[str, object]) -> Iterator[str]:
        """The foot of one page and the head of the next."""
        feed = "\f" if self.has_feed else ""
        foot = [text.format(**old) for text in self.foot]
        head = [text.format(**new) for text in self.head]
        for text in foot:
            yield from (*[""] * self.before, text)
        yield from [""] * self.after
        for at, text in enumerate(head):
            yield from (feed + text if not at else text, *[""] * self.after)


def _usual_year(text: str) -> str:
    years = Counter(_YEAR.findall(text))
    return years.most_common(1)[0][0] if years else "2021"


def any_pages(random: Random, *, has_numbers: bool = False) -> Pages:
    """Some way of printing pages that shows a number or a head; `has_numbers`: the tables have numbers of their own."""
    heads = [head for head in HEADS if not has_numbers or not any("公开" in text for text in head)]
    head, foot = random.choice([(head, foot) for head in heads for foot in FEET if head or foot])
    return Pages(
        head,
        foot,
        random.choice(TITLES),
        random.choice((28, 36, 44, 60)),
        random.choice((0, 1, 1, 2)),
        random.choice((0, 1, 1, 2)),
        random.random() < 0.15,
    )
