"""The findings beside the published text, in one self-contained file: no script, no request, click to jump."""

from collections.abc import Iterator, Sequence
from html import escape

from xieshou.documents.layouts.check_report import VERDICTS, advice, by_table, summary
from xieshou.kernel.reading import Finding, FindingVerdict, ReadFile, ReadTable, Seen, Spot

_STYLE = """
body{margin:0;font:15px/1.6 -apple-system,"PingFang SC","HarmonyOS Sans SC","Source Han Sans SC","Noto Sans SC","Noto Sans CJK SC",
"Microsoft YaHei",sans-serif;color:#1d273b}
main{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,30rem);height:100vh}
#text,#findings{overflow:auto;padding:1rem}#findings{border-left:1px solid #dce1e7;background:#f6f8fb}
pre{margin:0;font:13px/1.7 inherit;white-space:pre-wrap}pre span{display:block;padding-left:4rem;text-indent:-4rem}
pre b{display:inline-block;width:3.5rem;text-indent:0;color:#667;font-weight:400;text-align:right;margin-right:.5rem}
:target{background:#ffe9a8}.hit{background:#fdf3d7}
table{border-collapse:collapse;margin:.5rem 0;font-size:13px}td,th{border:1px solid #c8d0da;padding:.2rem .4rem}
article{background:#fff;border:1px solid #dce1e7;border-left:4px solid #667;border-radius:4px;padding:.5rem .75rem;margin:.5rem 0}
.mismatch{border-left-color:#d63939}.question{border-left-color:#f59f00}.rounding{border-left-color:#4299e1}
h1{font-size:1.2rem;margin:.2rem 0}h2{font-size:1rem;margin:1rem 0 .2rem}p{margin:.2rem 0}a{color:#0b5ed7}
@media(max-width:800px){main{display:block;height:auto}#findings{border-left:0;border-top:1px solid #dce1e7}}
@media print{main{display:block;height:auto}#text{display:none}#findings{background:#fff}}
"""


def check_html(read: ReadFile, findings: Sequence[Finding], lines: Sequence[str]) -> str:
    """The page. `lines` is the published text when the file was one, else empty and the tables read are shown."""
    shown = [finding for finding in findings if finding.verdict is not FindingVerdict.OK]
    hits = {spot_id(finding.spot) for finding in shown}
    left = _lines(lines, hits) if lines else "".join(_table(table) for table in read.tables)
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>核对：{escape(read.file)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body><main><section id=text><h1>{escape(read.file)}</h1>{left}</section>"
        f"<section id=findings><h1>{escape(summary(findings))}</h1>{''.join(_groups(shown))}{_unread(read)}</section>"
        "</main></body></html>\n"
    )


def spot_id(spot: Spot) -> str:
    """The anchor of a place."""
    if spot.line is not None:
        return f"L{spot.line}"
    return escape(f"{spot.page or ''}-{spot.sheet or ''}-{spot.cell or ''}".replace(" ", "_"), quote=True)


def _lines(lines: Sequence[str], hits: set[str]) -> str:
    spans = []
    for number, line in enumerate(lines, 1):
        mark = ' class="hit"' if f"L{number}" in hits else ""
        spans.append(f'<span id="L{number}"{mark}><b>{number}</b>{escape(line)}</span>')
    return f"<pre>{''.join(spans)}</pre>"


def _groups(findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        yield "<p>没有发现不符。</p>"
    for table, entries in by_table(findings).items():
        yield f"<h2>{escape(table)}</h2>"
        yield from (_finding(finding) for finding in entries)


def _finding(finding: Finding) -> str:
    text = "<br>".join(escape(line) for line in advice(finding).splitlines())
    others = "、".join(f'<a href="#{spot_id(spot)}">{escape(str(spot))}</a>' for spot in finding.others)
    also = f"<p>另见 {others}</p>" if others else ""
    quote = f"<p>“{escape(finding.spot.quote)}”</p>" if finding.spot.quote else ""
    return (
        f'<article class="{finding.verdict.value}"><p><strong>{VERDICTS[finding.verdict]}</strong> {finding.code} '
        f'<a href="#{spot_id(finding.spot)}">{escape(str(finding.spot))}</a></p>{quote}'
        f"<p>公布 {escape(finding.published)}；复算 {escape(finding.recomputed)}</p><p>{text}</p>{also}</article>"
    )


def _unread(read: ReadFile) -> str:
    if not read.unread:
        return ""
    rows = "".join(f"<li>{escape(str(part.spot))}：{escape(part.reason)}</li>" for part in read.unread)
    return f"<h2>未能读取的部分</h2><ul>{rows}</ul>"


def _table(table: ReadTable) -> str:
    rows = [
        _row((entry.name, entry.target, entry.actual, entry.points, entry.score, entry.note))
        for entry in table.indicators
    ]
    rows += [_row((item.name, item.points, item.score)) for item in table.items]
    rows += [
        f"<tr><td>{escape(fund.row)}</td>{_cells((fund.initial, fund.budget, fund.executed, fund.rate, fund.score))}</tr>"
        for fund in table.funds
    ]
    for line in (*table.rows, *table.income, *table.spending):
        rows.append(f"<tr><td>{escape(f'{line.code} {line.name}'.strip())}</td>{_cells(line.values)}</tr>")
    rows.append(_row((table.total_points, table.total, table.grade)))
    name = f" {table.name.text}" if table.name else ""
    return f"<h2>{escape(table.title + name)}</h2><table>{''.join(rows)}</table>"


def _row(cells: Sequence[Seen | None]) -> str:
    return f"<tr>{_cells(cells)}</tr>"


def _cells(cells: Sequence[Seen | None]) -> str:
    return "".join(
        "<td></td>" if cell is None else f'<td id="{spot_id(cell.spot)}">{escape(cell.text)}</td>' for cell in cells
    )
