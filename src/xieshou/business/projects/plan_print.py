"""The yearly plan as a document: a table of its projects with their sums, for Word, PDF and Excel."""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings

from xieshou.business.projects.models import PlanItem, YearPlan
from xieshou.business.projects.selectors import PlanLine, PlanTotals
from xieshou.documents.api import render_bytes
from xieshou.documents.document import Block, Document, Note, Section, Title
from xieshou.documents.sources import Origin, Told, with_sources
from xieshou.documents.table import Align, Caption, Cell, Kind, NumberFormat, Table
from xieshou.kernel.exact import Exact

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
FEN_PER_WAN = 1_000_000
_HEADS = ("序号", "项目编号", "项目名称", "类别", "建设性质", "地区", "责任单位", "建设任务", "计划金额", "完成期限")
_WIDTHS = (4, 11, 16, 8, 7, 10, 13, 26, 9, 9)
_SUM_HEADS = ("分项", "项目数", "计划金额", "占比")
_SUM_WIDTHS = (14, 8, 12, 8)
MOST_DECIMALS = 6  # 万元 to the 分


def plan_bytes(plan: YearPlan, totals: PlanTotals, form: str, *, annex: bool = False) -> bytes:
    """The plan as a file of a form named in `TYPES`; its amounts open their projects. `annex`: with the list of sources."""
    document = with_sources(
        plan_document(plan, totals), plan_origins(plan, totals), settings.PUBLIC_ADDRESS, annex=annex
    )
    return render_bytes(document, form)


def plan_origins(plan: YearPlan, totals: PlanTotals) -> dict[str, Told]:
    """The amount of each project opens the project, the sums open the plan."""
    state = str(plan.get_state_display())
    amount = Origin("", "", "列入年度计划的金额", "列入计划时登记", "1 个项目", unproved="", as_of=state)
    found = {}
    for item in totals.items:
        name, page = f"{item.project.name} · 计划金额", item.project.get_absolute_url()
        found[f"item.{item.pk}"] = Told(replace(amount, name=name, page=page))
    for name, number in (("listed", len(totals.items)), ("whole", totals.whole.count)):
        counted = f"{number} 个项目"
        total = replace(amount, name="计划金额 · 合计", page=plan.get_absolute_url(), arithmetic=f"{counted}之和")
        found[f"sum.{name}"] = Told(replace(total, records=counted))
    return found


def plan_document(plan: YearPlan, totals: PlanTotals) -> Document:
    """The plan: its projects, its sums, and what they leave out."""
    blocks: tuple[Block, ...] = (
        Title(plan.title),
        _projects(plan, totals),
        _sums(totals),
        *(Note(text) for text in _notes(plan, totals)),
    )
    return Document(plan.title, (Section(blocks, landscape=True),))


def _projects(plan: YearPlan, totals: PlanTotals) -> Table:
    cells = _header(_HEADS)
    for row, item in enumerate(totals.items, 1):
        cells += _project_row(row, item)
    last = len(totals.items) + 1
    cells += [
        Cell(last, 0, "合计", colspan=8, kind=Kind.TOTAL, align=Align.CENTER),
        _amount(last, 8, sum(item.amount_fen for item in totals.items), Kind.TOTAL, "sum.listed"),
        Cell(last, 9, "", kind=Kind.TOTAL),
    ]
    number = f"文号：{plan.document_number}" if plan.document_number else ""
    captions = (Caption(f"编制单位：{plan.owner}　{number}".strip("　"), "单位：万元"),)
    return Table("年度计划", _WIDTHS, tuple(cells), captions=captions, header_rows=1)


def _header(heads: Sequence[str]) -> list[Cell]:
    return [Cell(0, col, head, kind=Kind.HEADER, align=Align.CENTER) for col, head in enumerate(heads)]


def _project_row(row: int, item: PlanItem) -> list[Cell]:
    project = item.project
    texts = (
        str(row),
        project.code,
        project.name,
        str(project.get_category_display()),
        str(project.get_nature_display()),
        str(project.place or ""),
        str(project.owner),
        project.content,
    )
    cells = [Cell(row, col, text) for col, text in enumerate(texts)]
    ends = project.ends_on.isoformat() if project.ends_on else ""
    return [*cells, _amount(row, 8, item.amount_fen, ref=f"item.{item.pk}"), Cell(row, 9, ends, align=Align.CENTER)]


def _amount(row: int, col: int, fen: int, kind: Kind = Kind.VALUE, ref: str = "") -> Cell:
    """Two decimals, and as many more as the amount has, so that nothing is rounded and sums can be done again."""
    number = Exact(fen, FEN_PER_WAN)
    decimals = next(places for places in range(2, MOST_DECIMALS + 1) if fen % 10 ** (MOST_DECIMALS - places) == 0)
    form = NumberFormat(decimals, thousands=True)
    return Cell(row, col, form.text(number), number=number, format=form, kind=kind, align=Align.RIGHT, ref=ref)


def _sums(totals: PlanTotals) -> Table:
    lines: list[PlanLine] = [*totals.categories, *totals.places, totals.industry, totals.livelihood]
    cells = _header(_SUM_HEADS)
    for row, line in enumerate([*lines, totals.whole], 1):
        kind = Kind.TOTAL if line is totals.whole else Kind.VALUE
        cells += [
            Cell(row, 0, line.label, kind=kind),
            Cell(row, 1, str(line.count), kind=kind, align=Align.RIGHT),
            _amount(row, 2, line.fen, kind, "sum.whole" if line is totals.whole else ""),
            Cell(row, 3, line.share_text, kind=kind, align=Align.RIGHT),
        ]
    return Table(
        "分项合计", _SUM_WIDTHS, tuple(cells), captions=(Caption("分类别、分地区和投向", "单位：万元"),), header_rows=1
    )


def _notes(plan: YearPlan, totals: PlanTotals) -> list[str]:
    notes = [
        "产业：产业合作、消费帮扶；民生：教育、医疗卫生、民生与基础设施、乡村建设、劳务协作与就业。占比以本计划合计为分母。"
    ]
    if totals.unseen:
        notes.append(f"另有 {totals.unseen} 个项目不在您的查看范围内，计入分项合计，未列入上表。")
    if plan.is_demo:
        notes.append("演示数据，不是真实业务数据。")
    return notes
