"""The text of an evaluation report by chapter (财预〔2020〕10号 outline): edited in the browser, begun with what the system knows.

Stored flat: key → text; lists (experience, problems, suggestions) have one entry a line; `analysis:A1` is what is said of
item A1. A chapter that somebody wrote is never overwritten.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.db import transaction

from xieshou.business.evaluation.models import Appraisal, AppraisalState, ExpertScore, Subject
from xieshou.business.evaluation.services import appraisal_card, report_department
from xieshou.business.evaluation.services.appraisal_card import goals_of
from xieshou.business.evaluation.services.appraising import LONGEST_TEXT, check_open, check_stage
from xieshou.business.evaluation.services.fill_in import take_version
from xieshou.business.evaluation.services.report_money import fund_rows, use_rows
from xieshou.business.projects.api import Project
from xieshou.kernel.evaluation import Analysis, Chapters, FundTableRow
from xieshou.kernel.exact import Exact
from xieshou.kernel.scorecard import Scorecard
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.schemes import load_scheme

ANALYSIS = "analysis:"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One text of the report: the heading it stands under, its label, whether each line is an entry of its own."""

    key: str
    heading: str
    label: str
    is_list: bool = False


_BASICS, _PROCESS = "一、基本情况", "二、绩效评价工作开展情况"
_LESSONS = "五、主要经验及做法、存在的问题及原因分析"
CHAPTERS = (
    Chapter("background", _BASICS, "项目背景"),
    Chapter("content", _BASICS, "项目内容"),
    Chapter("scope", _BASICS, "项目范围"),
    Chapter("organisation", _BASICS, "组织架构及职责分工"),
    Chapter("funding_note", _BASICS, "资金投入与使用情况"),
    Chapter("goal_overall", _BASICS, "总体目标"),
    Chapter("goal_stage", _BASICS, "阶段性目标"),
    Chapter("purpose", _PROCESS, "评价目的、对象和范围"),
    Chapter("principles", _PROCESS, "评价原则和指标体系"),
    Chapter("methods", _PROCESS, "评价方法"),
    Chapter("standards", _PROCESS, "评价标准"),
    Chapter("steps", _PROCESS, "评价工作过程"),
    Chapter("conclusion", "三、综合评价情况及评价结论", "评价结论"),
    Chapter("experience", _LESSONS, "主要经验及做法", is_list=True),
    Chapter("problems", _LESSONS, "存在的问题及原因", is_list=True),
    Chapter("suggestions", "六、有关建议", "有关建议", is_list=True),
)
REQUIRED = ("purpose", "conclusion", "problems", "suggestions")


def chapters_of(appraisal: Appraisal) -> list[Chapter]:
    """The texts of the report, those of a department under its own labels."""
    own = report_department.LABELS if appraisal.subject == Subject.DEPARTMENT else {}
    return [replace(one, label=own.get(one.key, one.label)) for one in CHAPTERS]


def labels_of(appraisal: Appraisal) -> dict[str, str]:
    """What each text is called, the analysis of each item among them."""
    found = {one.key: one.label for one in chapters_of(appraisal)}
    leaves = load_scheme(appraisal.scheme).leaves()
    return found | {f"{ANALYSIS}{item.code}": f"指标分析 · {item.words.zh}" for item in leaves}


def chapters_fill(appraisal: Appraisal) -> dict[str, str]:
    """The stored texts; where one is empty, what the system knows."""
    known = known_text(appraisal)
    return {key: str(appraisal.chapters.get(key) or known.get(key, "")) for key in labels_of(appraisal)}


@transaction.atomic
def chapters_refill(*, actor: User, appraisal: Appraisal, opened_version: int) -> Appraisal:
    """Fills what is empty from what the system knows now."""
    return chapters_save(
        actor=actor, appraisal=appraisal, opened_version=opened_version, chapters=chapters_fill(appraisal)
    )


@transaction.atomic
def chapters_save(*, actor: User, appraisal: Appraisal, opened_version: int, chapters: Mapping[str, str]) -> Appraisal:
    """Keeps the texts as typed; keys that are not given stay."""
    check_open(actor, appraisal)
    check_stage(appraisal, AppraisalState.DRAFTING, AppraisalState.EXCHANGED)
    labels = labels_of(appraisal)
    problems = [Problem("报告没有这一部分", key, remedy="刷新页面再填") for key in chapters if key not in labels]
    problems += [
        Problem(f"有 {len(text)} 字", labels[key], f"不超过 {LONGEST_TEXT} 字", "请缩短")
        for key, text in chapters.items()
        if key in labels and len(text) > LONGEST_TEXT
    ]
    if problems:
        raise Invalid(*problems)
    typed = {key: text.replace("\r\n", "\n").strip() for key, text in chapters.items()}
    changes = [
        audit.Change(labels[key], str(appraisal.chapters.get(key, "")) or None, text or None)
        for key, text in typed.items()
        if str(appraisal.chapters.get(key, "")) != text
    ]
    take_version(appraisal, opened_version, changes)
    appraisal.chapters = {**appraisal.chapters, **typed}
    appraisal.save()
    if changes:
        audit.record(actor=actor, action="appraisal.text", target=appraisal, changes=changes)
    return appraisal


# --- what the system knows ---


def known_text(appraisal: Appraisal) -> dict[str, str]:
    """The texts that follow from what is registered; nothing is made up where nothing is."""
    found = dict(_common(appraisal)) | dict(_from_self(appraisal))
    if appraisal.project is not None:
        found |= dict(_from_project(appraisal.project))
    goals = goals_of(appraisal)
    found["goal_overall"] = goals.expected
    card = appraisal_card.card_of(appraisal)
    found["conclusion"] = _conclusion(appraisal, card)
    return found | {f"{ANALYSIS}{code}": text for code, text in _analysis(appraisal, card)}


def _common(appraisal: Appraisal) -> Iterator[tuple[str, str]]:
    scheme = load_scheme(appraisal.scheme)
    name, year = appraisal.subject_name, appraisal.year
    yield (
        "purpose",
        f"评价对象为{name} {year} 年度的支出，目的是核实绩效目标的完成情况和资金使用效果，为改进管理和安排预算提供依据。",
    )
    yield (
        "principles",
        f"坚持科学公正、统筹兼顾、激励约束、公开透明的原则；指标体系和评分标准按“{scheme.words.zh}”执行。",
    )
    yield "methods", "采用比较法，将绩效目标与实际完成情况对照；有规则的指标按规则计分，定性指标由专家评分后汇总。"
    yield "standards", "采用计划标准，以批准的绩效目标和预算为准。"
    count = appraisal.experts.exclude(submitted_at=None).count()
    if count:
        blind = "背靠背" if appraisal.is_blind else ""
        yield (
            "steps",
            f"核对自评材料和佐证，采集评分事实；{count} 位专家{blind}评分，按“{appraisal.get_aggregation_display()}”汇总；与被评价单位交换意见后形成报告。",
        )


def _from_self(appraisal: Appraisal) -> Iterator[tuple[str, str]]:
    form = appraisal.self_evaluation
    if form is not None:
        yield "goal_stage", form.achieved
        yield "funding_note", form.funds_note
        yield "problems", form.problems
        yield "suggestions", form.measures


def _from_project(project: Project) -> Iterator[tuple[str, str]]:
    yield "background", project.basis
    yield "content", project.content
    yield "scope", project.beneficiaries
    units = [f"主管部门为{project.department}" if project.department is not None else ""]
    units += [f"实施单位为{project.implementer}" if project.implementer is not None else ""]
    told = "，".join(one for one in units if one)
    yield "organisation", f"{told}。" if told else ""


def _conclusion(appraisal: Appraisal, card: Scorecard) -> str:
    grade = f"，评价等级为“{card.grade.zh}”" if card.grade is not None else ""
    return f"按评价指标体系评分，{appraisal.subject_name} {appraisal.year} 年度绩效评价得 {card.computed} 分{grade}。"


def _analysis(appraisal: Appraisal, card: Scorecard) -> Iterator[tuple[str, str]]:
    """What is said of each item: remarks on its facts, the reason of its awarded score, what the experts wrote."""
    words: dict[str, list[str]] = {}
    for one in ExpertScore.objects.filter(expert__appraisal=appraisal).exclude(words="").order_by("expert_id"):
        words.setdefault(one.item, []).append(one.words)
    for item in card.items:
        notes = [fact.note for fact in item.facts if fact.note and fact.note not in {item.reason}]
        said = dict.fromkeys([*notes, *([item.reason] if item.reason else []), *words.get(item.code, ())])
        if said:
            yield item.code, "；".join(text.rstrip("。；") for text in said) + "。"


# --- as the report prints it ---


def report_chapters(appraisal: Appraisal) -> Chapters:
    """The texts in the form that the layout prints, with the money as registered."""
    text = {key: str(value) for key, value in appraisal.chapters.items()}

    def lines(key: str) -> tuple[str, ...]:
        return tuple(line.strip() for line in text.get(key, "").splitlines() if line.strip())

    leaves = load_scheme(appraisal.scheme).leaves()
    said = [(item.code, text.get(f"{ANALYSIS}{item.code}", "")) for item in leaves]
    return Chapters(
        overview={key: text.get(key, "") for key in ("background", "content", "scope", "organisation", "funding_note")},
        fund_table=tuple(_fund_table(appraisal)),
        fund_rates=None,
        use_table=use_rows(appraisal),
        goals={"overall": text.get("goal_overall", ""), "stage": text.get("goal_stage", "")},
        process={key: text.get(key, "") for key in ("purpose", "principles", "methods", "standards", "steps")},
        conclusion=text.get("conclusion", ""),
        analysis=tuple(Analysis(code, words, 0) for code, words in said if words),
        experience=lines("experience"),
        problems=lines("problems"),
        suggestions=lines("suggestions"),
    )


def _fund_table(appraisal: Appraisal) -> Iterator[FundTableRow]:
    """The fund table, where the scheme asks for its amounts."""
    rows = ("initial", "budget", "received", "executed")
    if not set(rows[1:]) <= set(load_scheme(appraisal.scheme).facts):
        return
    yield from fund_rows(
        appraisal, {row: _in_wan(str(appraisal.facts.get(row, {}).get("value") or "")) for row in rows}
    )


def _in_wan(text: str) -> str:
    """A money fact as a figure in 万元; empty where there is none."""
    number = text.replace(",", "").removesuffix("万元").strip()
    if text.rstrip().endswith("元") and not text.rstrip().endswith("万元"):
        return ""
    try:
        return Exact.read(number).text(2)
    except ValueError:
        return ""
