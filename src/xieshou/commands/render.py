"""`xieshou render`: the official tables and reports of a data set in Word, Excel and PDF."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import click

from xieshou.commands.output import Lang, fail, language_option, progress, reports_wrong_input
from xieshou.commands.scoring import Scored, score_all
from xieshou.datasets import load_dataset
from xieshou.documents.api import Format, render_bytes
from xieshou.documents.document import Document
from xieshou.documents.layouts.accounts import accounts
from xieshou.documents.layouts.department_goals import department_goals
from xieshou.documents.layouts.department_scores import department_scores
from xieshou.documents.layouts.project_report import project_report
from xieshou.documents.layouts.self_evaluation import self_evaluation
from xieshou.documents.provenance import Provenance
from xieshou.kernel.evaluation import Dataset, EvaluationKind

Named = tuple[str, Document]


@click.command()
@click.argument("dataset")
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help="Folder for the documents.")
@click.option("--format", "formats", default="xlsx,docx,pdf", show_default=True, help="Comma-separated formats.")
@language_option
@reports_wrong_input
def render(dataset: str, folder: Path, formats: str, lang: str) -> None:
    """Write the official documents of DATASET into a folder."""
    wanted = _formats(formats)
    written = write_documents(dataset, folder, wanted, Lang(lang))
    for path in written:
        click.echo(path)
    if not written:
        fail([f"{dataset}: 没有可生成的文书 / nothing in it can be printed as an official document"])


def _formats(text: str) -> list[Format]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = [form.value for form in Format]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        fail(
            [f"--format: '{', '.join(unknown) or text}' 不能生成 / is not written. 可用 / allowed: {', '.join(known)}"]
        )
    return [Format(name) for name in names]


def write_documents(name: str, folder: Path, formats: list[Format], say: Lang) -> list[Path]:
    """All documents of a data set; they are put in place together, after the last one has been made."""
    documents = list(documents_of(load_dataset(name), score_all(name)))
    made_at = datetime.now(UTC)
    staging = folder / f".{token_hex(6)}.part"
    try:
        staging.mkdir(parents=True)
        jobs = [(title, document, form) for title, document in documents for form in formats]
        files = []
        for title, document, form in progress(jobs, say("生成文书", "writing documents")):
            file = staging / f"{title}.{form.value}"
            file.write_bytes(render_bytes(document, form, made_at))
            files.append(file)
        return [file.replace(folder / file.name) for file in files]
    except OSError as error:
        fail([f"{folder}: 无法写入 / cannot be written ({error.strerror})"])
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def documents_of(dataset: Dataset, scored: list[Scored]) -> Iterator[Named]:
    """Every document a data set allows, named and numbered in order of print."""
    number = 0
    for entry in scored:
        for title, document in _documents(dataset, entry):
            number += 1
            yield f"{number:02d}-{title}-{entry.evaluation.name}".replace("/", "／"), document
    if dataset.accounts:
        yield f"{number + 1:02d}-部门决算公开表", accounts(dataset.accounts, Provenance(dataset.source))


def _documents(dataset: Dataset, entry: Scored) -> Iterator[Named]:
    evaluation, card, scheme = entry.evaluation, entry.card, entry.scheme
    if card is None or scheme is None:
        return
    provenance = Provenance(dataset.source, card.scheme_words.zh, card.official_note.zh)
    match evaluation.kind:
        case EvaluationKind.PROJECT_SELF:
            yield "项目支出绩效自评表", self_evaluation(evaluation, provenance)
        case EvaluationKind.DEPARTMENT:
            if evaluation.tasks or evaluation.indicators:
                yield "部门整体支出绩效目标完成情况自评表", department_goals(evaluation, provenance)
            if card.items:
                yield "部门整体支出绩效评分表", department_scores(evaluation, scheme, card, provenance)
        case EvaluationKind.PROJECT_EVALUATION:
            if evaluation.chapters is not None:
                yield "项目支出部门评价报告", project_report(evaluation, scheme, card, provenance)
