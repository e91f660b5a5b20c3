"""Units of measure: which units measure the same thing, and by what exact ratio.

A unit belongs to a dimension; two units convert when their dimension is the same. Counted units are a dimension
each: 人 (people) and 人次 (attendances) never convert. Months and days do not convert, a month has no fixed number
of days; nor do 工作日 (working days) and 日.
"""

import re
from dataclasses import dataclass

from xieshou.kernel.text import normalise

NUMBER = "number"  # the dimension of a plain number and of 万, 亿 written without a unit
MONEY = "money"
TIME = ("clock", "calendar", "workday")


class UnitError(ValueError):
    """A unit that cannot do what is asked of it."""


class UnitsDoNotConvertError(UnitError):
    """Two units that do not measure the same thing."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__(f"'{source}' does not convert to '{target}': give both figures in one unit")
        self.source = source
        self.target = target


@dataclass(frozen=True, slots=True)
class Unit:
    """A known unit: one of it is num/den of the base unit of its dimension."""

    name: str
    dimension: str
    num: int = 1
    den: int = 1


_MEASURES: dict[str, dict[str, tuple[int, int]]] = {
    NUMBER: {"": (1, 1)},
    MONEY: {"元": (1, 1), "人民币元": (1, 1)},
    "percent": {"%": (1, 1), "‰": (1, 10)},
    "percentage point": {"百分点": (1, 1), "个百分点": (1, 1)},
    "area": {
        "平方米": (1, 1), "平米": (1, 1), "㎡": (1, 1), "m²": (1, 1), "m2": (1, 1), "亩": (2000, 3),
        "公顷": (10_000, 1), "平方公里": (1_000_000, 1), "平方千米": (1_000_000, 1), "km²": (1_000_000, 1),
    },
    "volume": {"立方米": (1, 1), "立方": (1, 1), "m³": (1, 1), "m3": (1, 1), "㎥": (1, 1), "升": (1, 1000)},
    "length": {
        "米": (1, 1), "m": (1, 1), "延米": (1, 1), "公里": (1000, 1), "千米": (1000, 1), "km": (1000, 1),
        "厘米": (1, 100), "cm": (1, 100), "毫米": (1, 1000), "mm": (1, 1000),
    },
    "weight": {
        "克": (1, 1), "g": (1, 1), "斤": (500, 1), "公斤": (1000, 1), "千克": (1000, 1), "kg": (1000, 1),
        "吨": (1_000_000, 1), "t": (1_000_000, 1),
    },
    "power": {"千瓦": (1, 1), "kW": (1, 1), "兆瓦": (1000, 1), "MW": (1000, 1)},
    "energy": {"千瓦时": (1, 1), "kWh": (1, 1)},
    "clock": {
        "秒": (1, 1), "分钟": (60, 1), "小时": (3600, 1), "个小时": (3600, 1), "天": (86_400, 1), "日": (86_400, 1),
        "日历天": (86_400, 1), "周": (604_800, 1), "星期": (604_800, 1), "个星期": (604_800, 1),
    },
    "calendar": {
        "月": (1, 1), "个月": (1, 1), "季": (3, 1), "季度": (3, 1), "个季度": (3, 1), "年": (12, 1), "周年": (12, 1),
        "年度": (12, 1),
    },
    "workday": {"工作日": (1, 1), "个工作日": (1, 1)},
}  # fmt: skip
# One text is one thing counted; names in the same text mean the same.
_COUNTED = (
    "人 名 位 个人", "人次", "户", "户次", "次", "个", "家", "对", "篇", "份", "册", "本", "场 场次", "批次 批", "栋 幢",
    "项", "条", "件", "所", "辆", "台(套) 台套", "台", "套", "版面 个版面", "期", "间", "座", "处", "宗", "起", "笔", "例",
    "班 个班", "届", "课时", "学时", "床 张床位", "头", "只", "羽", "株", "棵", "村 个村", "镇 个镇", "县 个县",
    "项目 个项目", "企业 家企业", "车间 个车间", "岗位 个岗位", "倍", "分", "幅", "张", "块", "艘", "架", "部", "盏", "口", "眼",
    "匹", "尾", "人天 人日", "人月",
)  # fmt: skip
_SCALES = {
    "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12,
}  # fmt: skip
_UNSCALED = ("percent", "percentage point", *TIME)
_ALIASES = {"百分比": "%", "个百分比": "%", "﹪": "%"}
# A word that is not in the table stays a unit as written, unless one of these says it is more than a unit.
_NOT_A_UNIT = re.compile("[以内上下左右余多约近前后至到每超达不比较的了是和与及或第零〇一二两三四五六七八九十]")
_UNKNOWN = re.compile("[A-Za-z]{1,8}|[\u4e00-\u9fff]{1,4}|个[\u4e00-\u9fff]{1,4}")


def _table() -> dict[str, Unit]:
    table = {
        name: Unit(name, dimension, num, den)
        for dimension, names in _MEASURES.items()
        for name, (num, den) in names.items()
    }
    for names in map(str.split, _COUNTED):
        table.update({name: Unit(name, f"count of {names[0]}") for name in names})
    return table


_UNITS = _table()


def find_unit(name: str) -> Unit | None:
    """The known unit of that name (`万元`, `次/月`, `` for a plain number); None when not in the table."""
    known = _UNITS.get(name)
    if known or not name:
        return known
    return _ratio(name) if "/" in name else _scaled(name)


def _scaled(name: str) -> Unit | None:
    for prefix in sorted(_SCALES, key=len, reverse=True):
        unit = _UNITS.get(name[len(prefix) :]) if name.startswith(prefix) else None
        if unit and unit.dimension not in _UNSCALED:
            return Unit(name, unit.dimension, unit.num * _SCALES[prefix], unit.den)
    return None


def _ratio(name: str) -> Unit | None:
    over, _, under = name.partition("/")
    top, bottom = (find_unit(part) if part and "/" not in part else None for part in (over, under))
    if top is None or bottom is None:
        return None
    return Unit(name, f"{top.dimension}/{bottom.dimension}", top.num * bottom.den, top.den * bottom.num)


def unit_written(text: str) -> str | None:
    """The unit as a quantity keeps it: the text itself, `%` for 百分比; None when the text is more than a unit.

    Known units pass; an unknown one passes as written when it is a short word; `次左右`, `年指标`, `人以上` do not.
    """
    text = _ALIASES.get(text, text)
    if normalise(text) != text:
        return None
    if find_unit(text):
        return text
    parts = text.split("/")
    return text if len(parts) <= 2 and all(map(_is_word, parts)) else None


def _is_word(text: str) -> bool:
    if find_unit(text):
        return bool(text)
    if not _UNKNOWN.fullmatch(text) or _NOT_A_UNIT.search(text):
        return False
    # A known unit with a tail (`年指标`, `人次培训`) is a unit and a remark; 个 with its noun is one unit.
    heads = [text[:end] for end in range(1, len(text))]
    return text[0] == "个" or not any(find_unit(head) or head in _SCALES for head in heads)


def is_time(name: str) -> bool:
    """Whether the unit measures time."""
    unit = find_unit(name)
    return unit is not None and unit.dimension in TIME


def is_counted(name: str) -> bool:
    """Whether the unit counts one by one (人, not 万人), so that a number without a unit can only mean it."""
    unit = find_unit(name)
    return unit is not None and unit.dimension.startswith("count of ") and unit.num == 1 and "/" not in name


def converts(source: str, target: str) -> bool:
    """Whether figures in the two units can be compared: the same text, or one dimension."""
    one, other = find_unit(source), find_unit(target)
    return source == target or (one is not None and other is not None and one.dimension == other.dimension)


def ratio(source: str, target: str) -> tuple[int, int]:
    """How many `target` one `source` is, as (numerator, denominator); raises `UnitsDoNotConvertError`."""
    if source == target:
        return 1, 1
    one, other = find_unit(source), find_unit(target)
    if one is None or other is None or one.dimension != other.dimension:
        raise UnitsDoNotConvertError(source, target)
    return one.num * other.den, one.den * other.num
