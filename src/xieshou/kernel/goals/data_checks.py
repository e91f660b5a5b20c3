"""Checks of where the figures come from and what the indicator is called."""

import re
from collections.abc import Iterator

from xieshou.kernel.checks.story import key
from xieshou.kernel.goals.finding import GoalFinding, Place
from xieshou.kernel.goals.reading import Declared
from xieshou.kernel.text import normalise
from xieshou.kernel.wording import Words

_OWN = frozenset({"本单位", "我单位", "本办", "本局", "本部门", "申报单位", "项目单位", "实施单位"})
_SURVEY = re.compile("调查|问卷|测评|回访|评议|访谈|抽样|好差评|评价器|打分")
_VAGUE_NAME = re.compile(
    "(?:其他|其它|相关|有关|各项|主要|重点|年度|本年度|全年|项目|工作|任务|目标|产出|完成|指标|数量|质量|时效|成本|效益|效果|"
    "经济|社会|生态|环境|可持续|影响|满意度|服务|对象|情况|内容|事项|情形|进度|水平|程度|开展|实施|推进|保障|落实|良好|一|二|三|的|和|、)+"
)
_SHORTEST = 3
# Short, but everybody knows what is counted.
_KNOWN_NAMES = re.compile("率$|人次$|满意度$|及时性$")


def check_owner(one: Declared) -> Iterator[GoalFinding]:
    """G-NO-OWNER and G-OTHERS-DATA."""
    owner = one.indicator.data_owner.strip()
    if not owner:
        yield one.found("G-NO-OWNER", Place.DATA_OWNER, Words("没有写数据责任人", "no data owner is named"))
    elif one.sheet.offices and not _is_own(owner, one.sheet.offices):
        what = Words(
            f"数据由“{owner}”掌握，不是申报单位", f"the data are held by “{owner}”, not by the declaring office"
        )
        yield one.found("G-OTHERS-DATA", Place.DATA_OWNER, what)


def _is_own(owner: str, offices: tuple[str, ...]) -> bool:
    """The office itself or a section of it."""
    name = key(owner)
    return name in _OWN or any(key(office) in name for office in offices if key(office))


def check_survey(one: Declared) -> Iterator[GoalFinding]:
    """G-NO-SURVEY: satisfaction that nobody is asked about."""
    is_satisfaction = "满意" in one.levels or "满意度" in one.indicator.name
    if not is_satisfaction or _SURVEY.search(one.indicator.data_source + one.indicator.definition):
        return
    amount = one.row.target.amount
    what = Words("数据来源没有写调查", "the data source names no survey")
    if amount is not None and amount.unit != "%":
        what += Words(f"，指标值是“{one.indicator.target}”", f", and the target is “{one.indicator.target}”")
    yield one.found("G-NO-SURVEY", Place.DATA_SOURCE, what)


def check_definition(one: Declared) -> Iterator[GoalFinding]:
    """G-NO-DEFINITION: an indicator of one's own without a definition."""
    if not one.indicator.library_code and not one.indicator.definition.strip():
        what = Words("不是从指标库选用，又没有指标解释", "not taken from the library, and without a definition")
        yield one.found("G-NO-DEFINITION", Place.DEFINITION, what)


def check_name(one: Declared) -> Iterator[GoalFinding]:
    """G-VAGUE-NAME: a name made of words that fit any project, or too short to say anything."""
    name = key(one.indicator.name)
    is_known = _KNOWN_NAMES.search(name) and len(name) > _SHORTEST
    if len(name) <= _SHORTEST or (_VAGUE_NAME.fullmatch(name) and not is_known):
        shown = normalise(one.indicator.name) or "（空）"
        what = Words(f"“{shown}”没有说出数的是什么", f"“{shown}” does not say what is counted")
        yield one.found("G-VAGUE-NAME", Place.NAME, what)
