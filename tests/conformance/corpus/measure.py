"""Plants, writes, reads, checks and counts: found, missed and false findings by kind of fault and by format."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.conformance.corpus.accounts import document, published, with_one_wrong
from tests.conformance.corpus.faults import FAULTS, Fault, plant
from tests.conformance.corpus.forms import FORMS, Form, as_document
from tests.conformance.corpus.paper import Paper, clean_paper
from tests.conformance.corpus.plain import Style, as_text
from tests.conformance.corpus.prose import SAYINGS, report
from tests.conformance.corpus.reports import PLANTED, Planted, documents, planted_in
from xieshou.documents.api import render_bytes
from xieshou.documents.bench import MADE_AT
from xieshou.documents.bench_xls import as_xls
from xieshou.documents.document import Document
from xieshou.documents.read.files import read_file
from xieshou.kernel.checks import check
from xieshou.kernel.reading import Finding, FindingVerdict, ReadFile, Seen

BAD = (FindingVerdict.MISMATCH, FindingVerdict.QUESTION)
SHARE_CLEAN = 0.25
ACCOUNTS = ("FA-SUM", "FA-TREE", "FA-COLUMNS", "FA-CROSS", "FA-BASIC", "FA-PUBLIC")


class Made(StrEnum):
    """How a document is written."""

    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"
    XLS = "xls"
    CELLS = "txt-cells"
    ROWS = "txt-rows"
    DENSE = "txt-dense"


@dataclass(slots=True)
class Tally:
    """Counts of one way of writing. Kinds of faults are the keys; false findings are counted by code."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    true: int = 0
    clean: int = 0
    clean_with_findings: int = 0
    rows: int = 0
    rows_right: int = 0
    rows_wrong: int = 0  # neither right nor marked as uncertain
    notes: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Planted faults that were found."""
        return sum(self.found.values()) / max(1, sum(self.planted.values()))

    @property
    def precision(self) -> float:
        """Findings that name something planted."""
        return self.true / max(1, self.true + sum(self.false.values()))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A planted fault: the codes that find it, the codes that may follow, the words a finding must hold."""

    kind: str
    codes: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    words: str = ""

    def is_named_by(self, found: Finding) -> bool:
        """Whether a finding names it."""
        return found.code in self.codes and _names(found, self.words)


def measure(made: Made, count: int, seed: int = 1) -> Tally:
    """So many self-evaluations of one way of writing, the forms in turn; half as many texts, a third reports, a fifth accounts."""
    tally, random = Tally(), Random(f"{made}-{seed}")
    known, reports = _accounts_known(made, random), _reports_known(made, random)
    for number in range(count):
        _table_of(tally, made, FORMS[number % len(FORMS)], random)
        if not number % 2:
            _text_of(tally, made, random)
        if not number % 5:
            _accounts_of(tally, made, random, known)
        if not number % 3:
            _report_of(tally, made, random, reports, PLANTED[(number // 3 + list(Made).index(made)) % len(PLANTED)])
    return tally


def _table_of(tally: Tally, made: Made, form: Form, random: Random) -> None:
    paper, placed = plant(clean_paper(random, full=form.full), _chosen(form, random), random)
    read = _read(as_document(paper, form), made, random)
    faults = {fault.kind: (fault.codes, fault.allowed) for fault in FAULTS}
    wanted = [Wanted(kind, *faults[kind], words) for kind, words in placed.items()]
    _count(tally, wanted, _bad(read), f"{form.id} {made.value}")
    _count_rows(tally, paper, read, form)


def _text_of(tally: Tally, made: Made, random: Random) -> None:
    wrong = [] if random.random() < SHARE_CLEAN else random.sample(SAYINGS, random.choice([1, 2, 3]))
    read = _read(report(random, wrong), made, random)
    _count(tally, [Wanted(one.kind, one.codes) for one in wrong], _bad(read), f"text {made.value}")


def _accounts_known(made: Made, random: Random) -> set[str]:
    """What the published accounts themselves give rise to."""
    return {one.code for one in _bad(_read(document(published()), made, random))}


def _accounts_of(tally: Tally, made: Made, random: Random, known: set[str]) -> None:
    tables, kind = with_one_wrong(random)
    findings = [one for one in _bad(_read(document(tables), made, random)) if one.code not in known]
    _count(tally, [Wanted(kind, ACCOUNTS)], findings, f"accounts {made.value}")


def _reports_known(made: Made, random: Random) -> dict[str, set[str]]:
    """What the published reports themselves give rise to, each as its words."""
    return {name: {_words(one) for one in _bad(_read(each, made, random))} for name, each in documents().items()}


def _report_of(tally: Tally, made: Made, random: Random, known: dict[str, set[str]], planted: Planted) -> None:
    read = _read(planted_in(planted), made, random)
    findings = [one for one in _bad(read) if _words(one) not in known[planted.document]]
    wanted = Wanted(planted.kind, planted.codes, planted.allowed)
    _count(tally, [wanted], findings, f"report {made.value}")


def _words(one: Finding) -> str:
    return f"{one.code} {one.explanation}"


def _read(document: Document, made: Made, random: Random) -> ReadFile:
    is_text = made.value.startswith("txt-")
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("document.txt" if is_text else f"document.{made.value}")
        path.write_bytes(_bytes(document, made, random, is_text=is_text))
        return read_file(path)


def _bytes(document: Document, made: Made, random: Random, *, is_text: bool) -> bytes:
    if is_text:
        return as_text(document, Style(made.value.removeprefix("txt-")), random).encode()
    return as_xls(document) if made is Made.XLS else render_bytes(document, made.value, MADE_AT)


def _bad(read: ReadFile) -> list[Finding]:
    return [one for one in check([read]) if one.verdict in BAD]


def _chosen(form: Form, random: Random) -> list[Fault]:
    fitting = [fault for fault in FAULTS if form.has_points or not fault.needs_points]
    fitting = [fault for fault in fitting if form.has_goals or fault.codes != ("SE-GOALS",)]
    fitting = [fault for fault in fitting if "initial" in dict(form.funds) or fault.codes != ("SE-FUNDS",)]
    if random.random() < SHARE_CLEAN:
        return []
    return random.sample(fitting, random.choice([1, 1, 2, 3, 4]))


def _count(tally: Tally, wanted: Sequence[Wanted], findings: Sequence[Finding], where: str) -> None:
    for one in wanted:
        is_hit = any(one.is_named_by(found) for found in findings)
        tally.planted[one.kind] += 1
        tally.found[one.kind] += is_hit
        if not is_hit:
            tally.notes.append(f"missed {one.kind} {one.words} ({where})")
    for found in findings:
        is_true = any(one.is_named_by(found) or found.code in one.allowed for one in wanted)
        tally.true += is_true
        if not is_true:
            tally.false[found.code] += 1
            tally.notes.append(f"false {found.code} {found.explanation[:90]} ({where})")
    if not wanted:
        tally.clean += 1
        tally.clean_with_findings += bool(findings)


def _names(one: Finding, words: str) -> bool:
    text = "".join((one.explanation + one.spot.quote + one.table).split())
    return not words or words in text or any(_names(below, words) for below in one.related)


def _count_rows(tally: Tally, paper: Paper, read: ReadFile, form: Form) -> None:
    lines = {_plain(line.name): line for table in read.tables for line in table.indicators}
    for row in paper.rows:
        tally.rows += 1
        line = lines.get(row.name)
        if line is None or line.uncertain:
            continue
        texts = [_plain(line.target), _plain(line.actual), _plain(line.score)]
        # a form with a column of units may be read with the unit at the value, or with the sign too
        targets = {row.target, row.value, row.value + row.unit}
        given = [texts[0] if texts[0] in targets else row.target, row.actual, row.score]
        if form.has_points:
            texts, given = [*texts, _plain(line.points)], [*given, row.points]
        is_right = texts == given
        tally.rows_right += is_right
        tally.rows_wrong += not is_right
        if not is_right:
            tally.notes.append(f"row {given} read as {texts} ({form.id})")


def _plain(seen: Seen | None) -> str:
    return "".join(seen.text.split()) if seen else ""


def table(tallies: dict[str, Tally]) -> Iterator[str]:
    """The table: a row per kind, a column per way of writing, recall; below it precision and rows."""
    yield "| kind of fault | " + " | ".join(tallies) + " |"
    yield "|---|" + "---|" * len(tallies)
    for kind in sorted({kind for tally in tallies.values() for kind in tally.planted}):
        yield f"| {kind} | " + " | ".join(f"{t.found[kind]}/{t.planted[kind]}" for t in tallies.values()) + " |"
    yield "| recall | " + " | ".join(f"{tally.recall:.1%}" for tally in tallies.values()) + " |"
    yield "| precision | " + " | ".join(f"{tally.precision:.1%}" for tally in tallies.values()) + " |"
    yield "| false findings | " + " | ".join(_listed(tally.false) for tally in tallies.values()) + " |"
    yield "| clean with findings | " + " | ".join(f"{t.clean_with_findings}/{t.clean}" for t in tallies.values()) + " |"
    yield (
        "| rows right / wrong / all | "
        + " | ".join(f"{t.rows_right}/{t.rows_wrong}/{t.rows}" for t in tallies.values())
        + " |"
    )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{code} {count}" for code, count in counts.most_common()) or "—"
