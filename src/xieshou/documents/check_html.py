"""The findings beside the published text, in one self-contained file: no script, no request, click to jump."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from xieshou.documents.layouts.check_report import FileCheck, by_table, summary
from xieshou.documents.layouts.check_report_words import (
    BETWEEN,
    EXPLAINED,
    PUBLISHED,
    RECOMPUTED,
    REMEDY,
    TITLE,
    UNREAD,
    WHY,
    WRONG,
    consequences,
    explained,
    quote,
    remedy_of,
    table_of,
    title_of,
    unread_line,
    verdict_of,
    where,
    why_of,
)
from xieshou.kernel.reading import Finding, FindingVerdict, Paragraph, ReadFile, ReadTable, Seen, Spot, TableKind
from xieshou.kernel.wording import CHINESE, Say

_STYLE = """
:root{--ink:#1d273b;--soft:#5b6675;--line:#dce1e7;--paper:#fff;--ground:#f6f8fb;--link:#0b5ed7;
--bad:#c92a2a;--ask:#b35c00;--round:#1c6fb8;--mark:#fdf3d7;--here:#ffe08a}
*{box-sizing:border-box}html{scroll-behavior:smooth}
body{margin:0;font:15px/1.65 -apple-system,"PingFang SC","HarmonyOS Sans SC","Source Han Sans SC","Noto Sans SC",
"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:var(--ink);background:var(--paper)}
main{display:grid;grid-template-columns:minmax(0,1fr) minmax(24rem,38%);height:100vh}
section{overflow:auto;padding:1rem 1.25rem}.findings{border-left:1px solid var(--line);background:var(--ground)}
h1{font-size:1.1rem;margin:0 0 .5rem;text-wrap:balance;overflow-wrap:anywhere}*+h1{margin-top:2rem;padding-top:1rem;border-top:1px solid var(--line)}h2{font-size:1rem;margin:1.2rem 0 .4rem}h3{font-size:.95rem;margin:1rem 0 .2rem}
p{margin:.15rem 0;overflow-wrap:anywhere}a{color:var(--link)}a:focus-visible,summary:focus-visible{outline:2px solid var(--link)}
ol.text{list-style:none;margin:0;padding:0;font-size:13px}
ol.text li{display:grid;grid-template-columns:3.2rem minmax(0,1fr);gap:.6rem;scroll-margin:35vh 0;white-space:pre-wrap;overflow-wrap:anywhere}
ol.text b{color:var(--soft);font-weight:400;text-align:right;font-variant-numeric:tabular-nums;user-select:none}
.wide{overflow-x:auto}table{border-collapse:collapse;margin:.3rem 0 1rem;font-size:13px;width:100%}
td,th{border:1px solid var(--line);padding:.2rem .45rem;text-align:left;vertical-align:top;min-width:2.5rem;scroll-margin:35vh 0}
th{background:var(--ground);font-weight:600;white-space:nowrap}.hit{background:var(--mark)}:target{background:var(--here)}
article{background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--soft);border-radius:4px;padding:.55rem .8rem;margin:.5rem 0}
article.mismatch{border-left-color:var(--bad)}article.question{border-left-color:var(--ask)}article.rounding{border-left-color:var(--round)}
.mismatch strong{color:var(--bad)}.question strong{color:var(--ask)}.rounding strong{color:var(--round)}
.code,.soft{color:var(--soft);font-size:.85em}blockquote{margin:.25rem 0;padding-left:.6rem;border-left:2px solid var(--line);color:var(--soft);overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:2.6rem minmax(0,1fr);gap:.05rem .5rem;margin:.3rem 0 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
dd ul{margin:.1rem 0;padding-left:1.1rem}summary{cursor:pointer;color:var(--soft);margin:1rem 0 .3rem}
@media(max-width:900px){main{display:flex;flex-direction:column-reverse;height:auto}section{overflow:visible;padding:.8rem}
.findings{border-left:0;border-bottom:1px solid var(--line)}}
@media print{main{display:block;height:auto}.text-of{display:none}.findings{background:#fff;border:0}article{break-inside:avoid}}
"""
_ANCHOR = re.compile(r' id="([^"]+)"')
_SELF_HEAD = ("一级指标", "二级指标", "指标", "目标值", "完成值", "分值", "得分", "备注")
_FUND_HEAD = ("资金", "年初预算", "全年预算", "全年执行", "分值", "执行率", "得分")


def check_html(
    checks: Sequence[FileCheck], texts: Sequence[str], between: Sequence[Finding] = (), say: Say = CHINESE
) -> str:
    """The page. `texts`: per file what `published` gave for it, the text or the tables as HTML.

    `between`: findings that rest on two files; their places name them.
    """
    nothing = f"<p>{say('没有读到内容。', 'Nothing could be read.')}</p>"
    left = "".join(f"<h1>{escape(check.name)}</h1>{text or nothing}" for check, text in zip(checks, texts, strict=True))
    known = frozenset(_ANCHOR.findall(left))
    right = "".join(_file(check, Links(number, known, {}, say)) for number, check in enumerate(checks))
    numbers = {check.file: number for number, check in enumerate(checks)}
    right += _between([one for one in between if one.verdict in WRONG], Links(0, known, numbers, say))
    name = checks[0].name if len(checks) == 1 else say(f"{len(checks)} 个文件", f"{len(checks)} files")
    code = say("zh-CN", "en")
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{say.words(TITLE)}: {escape(name)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body><main><section class=text-of aria-label={say('原文', 'text')} tabindex=0>{left}</section>"
        f"<section class=findings aria-label={say('核对结果', 'findings')} tabindex=0>{right}</section></main></body></html>\n"
    )


# --- the published side ---


class Page:
    """The published side of one file. Each anchor is given out once; `number` keeps files apart."""

    def __init__(self, findings: Sequence[Finding], number: int = 0) -> None:
        self.number = number
        self.hits = {anchor(spot, number) for finding in findings for spot in _spots(finding)}
        self._given: set[str] = set()

    def attributes(self, spot: Spot) -> str:
        """The anchor of a place, the first time it is asked for, and whether a finding rests on it."""
        name = anchor(spot, self.number)
        if not name or name in self._given:
            return ""
        self._given.add(name)
        return f' id="{name}"' + (' class="hit"' if name in self.hits else "")


def _spots(finding: Finding) -> Iterator[Spot]:
    if finding.verdict in (*WRONG, FindingVerdict.ROUNDING):
        yield finding.spot


def anchor(spot: Spot, number: int = 0) -> str:
    """The anchor of a place; empty for an unknown one."""
    if spot.line is not None:
        return f"f{number}L{spot.line}"
    parts = [str(part) for part in (spot.page, spot.sheet, spot.cell) if part]
    return escape(f"f{number}-" + "-".join(parts).replace(" ", "_"), quote=True) if parts else ""


def published(read: ReadFile, findings: Sequence[Finding], lines: Sequence[str], number: int = 0) -> str:
    """The published side: the lines of a text file, else the tables and the paragraphs that were read."""
    page = Page(findings, number)
    if lines:
        rows = (
            f"<li{page.attributes(Spot(line=place))}><b>{place}</b><span>{escape(line)}</span></li>"
            for place, line in enumerate(lines, 1)
            if line.strip()
        )
        return f"<ol class=text>{''.join(rows)}</ol>"
    tables = "".join(_table(page, table) for table in read.tables)
    told = "".join(_paragraph(page, paragraph) for paragraph in read.paragraphs)
    return tables + (f"<h2>正文</h2><ol class=text>{told}</ol>" if told else "")


def _paragraph(page: Page, paragraph: Paragraph) -> str:
    mark = f"{paragraph.spot.page} 页" if paragraph.spot.page else ""
    return f"<li{page.attributes(paragraph.spot)}><b>{mark}</b><span>{escape(paragraph.text)}</span></li>"


def _table(page: Page, table: ReadTable) -> str:
    name = f"（{table.name.text}）" if table.name and table.name.text not in table.title else ""
    unit = f' <span class="soft">单位：{escape(table.amount_unit)}</span>' if table.amount_unit else ""
    return f"<h2{page.attributes(table.spot)}>{escape((table.title or '表') + name)}{unit}</h2>" + "".join(
        _boxed(rows)
        for rows in (_funds(page, table), _indicators(page, table), _items(page, table), _lines(page, table))
        if rows
    )


def _boxed(rows: Sequence[str]) -> str:
    return f"<div class=wide><table>{''.join(rows)}</table></div>"


def _funds(page: Page, table: ReadTable) -> list[str]:
    cells = [(one.initial, one.budget, one.executed, one.points, one.rate, one.score) for one in table.funds]
    rows = [
        f"<tr><th{page.attributes(one.spot)}>{escape(one.row)}</th>{_cells(page, row)}</tr>"
        for one, row in zip(table.funds, cells, strict=True)
    ]
    return [_head(_FUND_HEAD), *rows] if rows else []


def _indicators(page: Page, table: ReadTable) -> list[str]:
    rows = [
        f"<tr><td>{escape(one.level1)}</td><td>{escape(one.level2)}</td>"
        f"{_cells(page, (one.name, one.target, one.actual, one.points, one.score, one.note))}</tr>"
        for one in table.indicators
    ]
    if not rows:
        return []
    whole = (
        ""
        if table.total is None
        else f"<tr><th colspan=5>总分</th>{_cells(page, (table.total_points, table.total, table.grade))}</tr>"
    )
    return [_head(_SELF_HEAD), *rows, whole]


def _items(page: Page, table: ReadTable) -> list[str]:
    rows = [
        f"<tr><td>{escape(' / '.join(one.levels))}</td>{_cells(page, (one.name, one.points, one.score))}</tr>"
        for one in table.items
    ]
    if not rows:
        return []
    whole = f"<tr><th colspan=2>合计</th>{_cells(page, (table.total_points, table.total))}</tr>" if table.total else ""
    return [_head(("", "指标", "分值", "得分")), *rows, whole]


def _lines(page: Page, table: ReadTable) -> list[str]:
    lines = (*table.rows, *table.income, *table.spending)
    rows = [
        f"<tr><th{page.attributes(line.spot)}>{escape(f'{line.code} {line.name}'.strip())}</th>{_cells(page, line.values)}</tr>"
        for line in lines
    ]
    head = [_head(("项目", *table.columns))] if rows and table.columns and table.kind is TableKind.ACCOUNTS else []
    return [*head, *rows]


def _head(names: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in names)}</tr>"


def _cells(page: Page, cells: Sequence[Seen | None]) -> str:
    return "".join(
        "<td></td>" if cell is None else f"<td{page.attributes(cell.spot)}>{escape(cell.text)}</td>" for cell in cells
    )


# --- the findings ---


@dataclass(frozen=True, slots=True)
class Links:
    """Links into the published side of one file; a place that is not shown there is named without one."""

    number: int
    known: frozenset[str]
    numbers: Mapping[str, int] = field(default_factory=dict)  # of each file, where places name theirs
    say: Say = CHINESE

    def to(self, spot: Spot) -> str:
        """The place, as a link where it can be one."""
        name, text = anchor(spot, self.numbers.get(spot.file, self.number)), escape(where(spot, self.say))
        return f'<a href="#{name}">{text}</a>' if name in self.known else text


def _file(check: FileCheck, links: Links) -> str:
    wrong = [finding for finding in check.findings if finding.verdict in WRONG]
    return (
        f"<h1>{escape(check.name)}</h1><p>{escape(summary(check, links.say))}</p>{''.join(_groups(wrong, links))}"
        f"{_rounding(check, links)}{_unread(check, links.say)}"
    )


def _between(findings: Sequence[Finding], links: Links) -> str:
    rows = "".join(_finding(finding, links) for finding in findings)
    return f"<h1>{links.say.words(BETWEEN)}</h1>{rows}" if rows else ""


def _groups(findings: Sequence[Finding], links: Links) -> Iterator[str]:
    if not findings:
        yield f"<p>{links.say('没有发现不符。', 'Nothing was found.')}</p>"
    for table, entries in by_table(findings).items():
        yield f"<h2>{escape(table_of(table, links.say))}</h2>"
        yield from (_finding(finding, links) for finding in entries)


def _finding(finding: Finding, links: Links) -> str:
    words = quote(finding)
    return (
        f'<article class="{finding.verdict.value}"><p><strong>{verdict_of(finding, links.say)}</strong> '
        f'{escape(title_of(finding, links.say))} <span class="code">{finding.code}</span> {links.to(finding.spot)}</p>'
        + (f"<blockquote>{escape(words)}</blockquote>" if words else "")
        + f"<dl>{''.join(f'<dt>{term}</dt><dd>{text}</dd>' for term, text in _terms(finding, links) if text)}</dl></article>"
    )


def _terms(finding: Finding, links: Links) -> Iterator[tuple[str, str]]:
    say = links.say
    yield say.words(PUBLISHED), escape(finding.published)
    yield say.words(RECOMPUTED), escape(finding.recomputed)
    below = "".join(f"<li>{escape(line)}</li>" for line in consequences(finding, say))
    yield say.words(EXPLAINED), escape(explained(finding, say)) + (f"<ul>{below}</ul>" if below else "")
    yield say.words(WHY), escape(why_of(finding, say))
    yield say.words(REMEDY), escape(remedy_of(finding, say))
    own = links.to(finding.spot)
    others = [link for link in dict.fromkeys(map(links.to, finding.others)) if link != own]
    yield say("另见", "see also"), say("、", ", ").join(others)


def _rounding(check: FileCheck, links: Links) -> str:
    rounded = [finding for finding in check.findings if finding.verdict is FindingVerdict.ROUNDING]
    if not rounded:
        return ""
    rows = "".join(
        f'<article class="rounding"><p>{links.to(finding.spot)} {escape(table_of(finding.table, links.say))}</p><p>{escape(explained(finding, links.say))}</p></article>'
        for finding in rounded
    )
    head = links.say(f"可由四舍五入解释的尾差 {len(rounded)} 处", f"{len(rounded)} explained by rounding")
    return f"<details><summary>{head}</summary>{rows}</details>"


def _unread(check: FileCheck, say: Say) -> str:
    if not check.unread:
        return ""
    rows = "".join(f"<li>{escape(unread_line(part, say))}</li>" for part in check.unread)
    return f"<h2>{say.words(UNREAD)}</h2><ul>{rows}</ul>"
