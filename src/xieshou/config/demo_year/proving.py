"""Evidence of the year: each published sentence as a file of its own, with the document and the line it stands in."""

from pathlib import Path
from tempfile import TemporaryDirectory

from xieshou.config.demo_year.cast import Cast
from xieshou.config.demo_year.published import DEMO, Year
from xieshou.kernel.evaluation import Indicator
from xieshou.platform.evidence.api import Evidence, citations_of, cite, evidence_add
from xieshou.platform.ledger.api import ledgers


def sentence_of(year: Year, name: str, one: Indicator) -> str:
    """What the published table says of one indicator, as text."""
    parts = [f"表：{name}"]
    told = {
        "三级指标": one.name,
        "年度指标值": one.target,
        "实际完成值": one.actual,
        "分值": one.points,
        "得分": one.score,
        "备注": one.note,
    }
    parts += [f"{label}：{text}" for label, text in told.items() if text]
    return "\n".join([*parts, f"出处：{year.source(one.line)}", f"（{DEMO}：公开文本的摘录，不是原始佐证材料）"]) + "\n"


def keep(year: Year, cast: Cast, title: str, text: str) -> Evidence:
    """Stores a text as evidence of the office; the same text is stored once."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "excerpt.txt"
        place.write_text(text, encoding="utf-8")
        kept, _new = evidence_add(
            actor=cast.handler,
            owner=cast.office,
            upload=place,
            name=f"{_plain(title)}.txt",
            title=title[:200],
            is_demo=True,
        )
    return kept


def prove_records(year: Year, cast: Cast) -> str:
    """Every counted record of the office's year rests on the sentence it was taken from."""
    count = 0
    for ledger in ledgers():
        if ledger.slug not in {one["source"] for one in year.metrics}:
            continue
        for record in ledger.model.every.filter(owner=cast.office, is_counted=True, period=str(year.year)):
            count += 1
            if not citations_of(record):
                where = record.source.replace(f"{year.dataset.id} ", year.source())
                text = f"{record.source_quote}\n出处：{where}\n（{DEMO}：公开文本的摘录）\n"
                kept = keep(year, cast, f"公开文本摘录：{record.title}（{where}）", text)
                cite(actor=cast.handler, evidence=kept, record=record, proves=f"{ledger.label}：{record.title}"[:200])
    return f"台账佐证 {count} 份（公开文本摘录）"


def _plain(title: str) -> str:
    return "".join("_" if char in '\\/:*?"<>|' else char for char in title)[:100]
