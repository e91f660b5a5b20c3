"""What the office published of the year, marked as public: the reports are checked together with it before they are signed.

The files are made by the product's own renderers from the data set, whose figures carry the line of the published text;
running text is the figures in sentences of our own. None of them is the original, and each says so.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from xieshou.business.evaluation import api as evaluation
from xieshou.config.demo_year.cast import Cast
from xieshou.config.demo_year.published import DEMO, DEPARTMENT, Year
from xieshou.documents.api import Format, render_bytes
from xieshou.documents.document import Document, Heading, Layout, Note, Paragraph, Section, Title
from xieshou.documents.layouts.accounts import accounts
from xieshou.documents.layouts.department_goals import department_goals
from xieshou.documents.layouts.department_scores import department_scores
from xieshou.documents.layouts.self_evaluation import self_evaluation
from xieshou.documents.provenance import Provenance
from xieshou.kernel.score import score
from xieshou.lib.yaml_text import read_yaml
from xieshou.platform.evidence.api import Evidence, evidence_add
from xieshou.schemes import load_scheme

MADE_AT = datetime(2021, 10, 1, tzinfo=UTC)  # kept in the file, so that the same file is made each time
REPRINTED = f"按公开数据重排，不是公开的原件（{DEMO}）。"
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Publication:
    """One file: its name without ending, the format it is kept in, how it is made."""

    name: str
    form: Format
    document: Callable[[Year], Document]


def publish(year: Year, cast: Cast) -> str:
    """Every file that is not marked yet, into the evidence store and on the list of what is public."""
    for one in PUBLICATIONS:
        name = f"{one.name}.{one.form.value}"
        if not evaluation.PublicMaterial.objects.filter(year=year.year, evidence__name=name).exists():
            _marked(year, cast, name, render_bytes(one.document(year), one.form, MADE_AT))
    return f"已公开材料 {len(PUBLICATIONS)} 份（按公开数据重排），签发评价报告前与它们核对"


@transaction.atomic
def _marked(year: Year, cast: Cast, name: str, content: bytes) -> None:
    kept = _kept(cast, name, content)
    evaluation.material_mark(actor=cast.head, evidence_file=kept, year=year.year)


def _kept(cast: Cast, name: str, content: bytes) -> Evidence:
    with TemporaryDirectory() as folder:
        place = Path(folder) / name
        place.write_bytes(content)
        kept, _new = evidence_add(
            actor=cast.handler, owner=cast.office, upload=place, name=name, title=Path(name).stem[:200], is_demo=True
        )
    return kept


# --- tables ---


def _accounts(year: Year) -> Document:
    return _said(accounts(year.dataset.accounts, Provenance(year.dataset.source)))


def _project_tables(year: Year) -> Document:
    """The self-evaluation tables of all projects, one after another."""
    tables = [one.evaluation for one in year.own if one.evaluation is not None]
    parts = [section for one in tables for section in self_evaluation(one, _provenance(year, one.scheme)).sections]
    return _said(Document("项目支出绩效自评表", tuple(parts)))


def _department_tables(year: Year) -> Document:
    """The department's own: main tasks and goals, and the scoring table."""
    published = year.evaluation(DEPARTMENT)
    scheme, source = load_scheme(published.scheme or ""), _provenance(year, published.scheme)
    scored = department_scores(published, scheme, score(scheme, published), source)
    goals = department_goals(published, source)
    return _said(Document("部门整体支出绩效自评表", (*goals.sections, *scored.sections)))


def _provenance(year: Year, scheme: str | None) -> Provenance:
    words = load_scheme(scheme or "")
    return Provenance(year.dataset.source, words.words.zh, words.official_note.zh)


def _said(document: Document) -> Document:
    """The document with a word under its last table that it is not the original."""
    *first, last = document.sections
    return Document(document.name, (*first, replace(last, blocks=(*last.blocks, Note(REPRINTED)))))


# --- text ---


def _notes(year: Year) -> Document:
    """The figures of the published notes in our own sentences, each paragraph with the lines it comes from."""
    told = read_yaml(files("xieshou.config").joinpath("data/published_text.yaml").read_text("utf-8"))
    known = _known(year)
    blocks: list[Title | Paragraph | Heading | Note] = [
        Title(f"{year.dataset.office}\n{told['title']}"),
        Paragraph(f"本文摘编{year.dataset.office} 2020 年度公开的数字，句子为另写。{REPRINTED}"),
    ]
    for section in told["sections"]:
        blocks.append(Heading(1, section["heading"]))
        for text in section["paragraphs"]:
            blocks += _paragraph(year, text, known)
    return Document(told["title"], (Section(tuple(blocks), Layout.OFFICIAL),))


def _paragraph(year: Year, text: str, known: Mapping[str, tuple[str, int]]) -> Iterator[Paragraph | Note]:
    used = list(dict.fromkeys(_PLACEHOLDER.findall(text)))
    yield Paragraph(_PLACEHOLDER.sub(lambda found: known[found[1]][0], text))
    lines = sorted({known[name][1] for name in used})
    yield Note(f"出处：{year.source('、'.join(map(str, lines)))}。")


def _known(year: Year) -> dict[str, tuple[str, int]]:
    """Every figure that a sentence may name: its text with unit, and the line it is printed in."""
    published = year.evaluation(DEPARTMENT)
    stated = {name: one for name, one in published.facts.items() if not one.is_inferred}
    found = {name: (f"{one.value}{one.unit}", one.line) for name, one in stated.items()}
    found |= {one.name: (one.value, one.line) for one in published.printed}
    return found | {one.id: (one.value, one.line) for one in year.dataset.figures}


PUBLICATIONS = (
    Publication("2020年度部门决算公开表（按公开数据重排）", Format.EXCEL, _accounts),
    Publication("2020年度部门决算说明和绩效自评（公开数字摘编）", Format.WORD, _notes),
    Publication("2020年度项目支出绩效自评表（按公开数据重排）", Format.WORD, _project_tables),
    Publication("2020年度部门整体支出绩效自评表（按公开数据重排）", Format.PDF, _department_tables),
)
