"""What one column of a table means: declared once, used by the list, the form, the import and the export alike."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from xieshou.platform.accounts.api import PersonalKind, masked


class Kind(StrEnum):
    """How what is written in a cell is read."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CODE = "code"  # digits that are a name, never a number: kept as text
    WHOLE = "whole"
    MONEY = "money"  # stored in integer 分, written in the column's unit
    DATE = "date"
    PERIOD = "period"
    CHOICE = "choice"
    FLAG = "flag"
    ORGANISATION = "organisation"
    REGION = "region"


FEN_PER = {"分": 1, "元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}


@dataclass(frozen=True)
class Column:
    """One column. `name` is the field of the record; `unit` is what figures are written in (money: 元, 万元, 亿元).

    `least` and `most` bound figures in the stored unit. `example` stands in the template's example row.
    `is_entered`: people fill it in; others only see it. `is_listed`: shown in the list unless chosen otherwise.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    help: str = ""
    example: str = ""
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    personal: PersonalKind | None = None
    least: int = 0
    most: int = 10**15
    max_length: int = 200
    is_entered: bool = True
    is_listed: bool = True
    is_sorted: bool = False

    @cached_property
    def attribute(self) -> str:
        """The attribute of the model that holds the stored value: the key of a link, else the field itself."""
        return f"{self.name}_id" if self.kind in {Kind.ORGANISATION, Kind.REGION} else self.name

    @property
    def header(self) -> str:
        """The title with its unit, as printed over the column."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label

    @property
    def is_number(self) -> bool:
        """Whether its values are figures."""
        return self.kind in {Kind.WHOLE, Kind.MONEY}

    @property
    def allowed(self) -> str:
        """What may be written, in words."""
        words = {
            Kind.WHOLE: f"{self.least} 到 {self.most} 的整数" if self.most < 10**15 else f"不小于 {self.least} 的整数",
            Kind.MONEY: f"以{self.unit or '元'}为单位的数，精确到分",
            Kind.DATE: "日期，例如 2020-03-01 或 2020年3月1日",
            Kind.PERIOD: "时期，例如 2020、2020年上半年、2020年第1季度、2020年3月",
            Kind.CHOICE: "、".join(str(label) for _, label in self.choices),
            Kind.FLAG: "是、否",
            Kind.ORGANISATION: "机构登记册中的名称、简称、统一社会信用代码或“编号 12”",
            Kind.REGION: "行政区划的代码或全称",
        }
        return words.get(self.kind, f"不超过 {self.max_length} 字")

    def masked(self, text: str) -> str:
        """The text as shown to those who may not see personal data; any other column stays as it is."""
        return masked(text, self.personal) if self.personal is not None else text
