"""Published figures as records: labelled with their document and line, loaded once, never added to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import transaction

from xieshou.lib.problems import Invalid, Problem
from xieshou.lib.yaml_text import read_yaml
from xieshou.platform.audit import api as audit
from xieshou.platform.ledger.declaration import Ledger
from xieshou.platform.ledger.models import LedgerRecord
from xieshou.platform.ledger.registers import Registers
from xieshou.platform.ledger.validation import check, match_key
from xieshou.platform.registry.api import Organisation

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class FactRecord:
    """One published figure: its key, the document, its cells as a person would write them, the whole it is part of."""

    key: str
    document: str
    cells: Mapping[str, object]
    quote: str
    part_of: str = ""


@dataclass
class Loaded:
    """What came of loading: records made, keys that were there, documents whose office is not known."""

    created: int = 0
    known: int = 0
    without_owner: list[str] = field(default_factory=list)


def fact_of(section: str, entry: Entry, own_cells: Mapping[str, object]) -> FactRecord:
    """A published figure with the cells that every ledger has.

    It counts when it was published as an indicator's actual value (beside its target): statements in running text
    repeat those figures, so summing both would count twice. A part never counts beside its whole: where the parts add
    up to it exactly (`is_divided`, see `entries_of`) they count and it does not. Nor does a figure that contradicts
    another in the same report.
    """
    is_indicator = "≥" in entry["quote"]
    is_alone = not entry.get("part_of") and not entry.get("contradicts") and not entry.get("is_divided")
    counts = (is_indicator and is_alone) or bool(entry.get("is_part_counted"))
    cells: dict[str, object] = {
        "title": entry["title"],
        "place": entry.get("region") or "",
        "period": entry["period"],
        "qualifier": entry.get("qualifier", ""),
        "is_counted": "是" if counts else "否",
        "source": f"{entry['document']} 第 {entry['line']} 行",
        "external_key": f"fact-{section}-{entry['key']}",
        "note": _note(entry),
        **own_cells,
    }
    return FactRecord(entry["key"], entry["document"], cells, entry["quote"], entry.get("part_of", ""))


def _note(entry: Entry) -> str:
    parts = [f"公布的地区：{entry['place']}"] if entry.get("place") and not entry.get("region") else []
    if entry.get("contradicts"):
        parts.append("与同一报告另一处的数不一致，两处都登记")
    return "；".join(parts)


def entries_of(path: Path, section: str) -> list[Entry]:
    """The entries of one section of a file of published figures; wholes whose parts add up to them are marked."""
    entries: list[dict[str, Any]] = read_yaml(path.read_text(encoding="utf-8"))[section]
    for whole in entries:
        parts = [one for one in entries if one.get("part_of") == whole["key"]]
        if parts and sum(Fraction(one["quantity"]) for one in parts) == Fraction(whole["quantity"]):
            whole["is_divided"] = True
            for part in parts:
                part["is_part_counted"] = "≥" in whole["quote"]
    return list(entries)


@transaction.atomic
def facts_load(
    ledger: Ledger,
    facts: Iterable[FactRecord],
    *,
    owners: Mapping[str, Organisation],
    extra: Callable[[FactRecord], Mapping[str, Any]] = lambda fact: {},
) -> Loaded:
    """Records for published figures, under the office of their document. Loading again adds nothing; mistakes all at once."""
    loaded, registers, problems = Loaded(), Registers(), []
    made: dict[str, LedgerRecord] = {}
    for fact in facts:
        owner = owners.get(fact.document)
        if owner is None:
            loaded.without_owner.append(fact.key)
            continue
        there = ledger.model.every.filter(owner=owner, external_key=fact.cells["external_key"]).first()
        if there is not None:
            made[fact.key], loaded.known = there, loaded.known + 1
            continue
        checked = check(ledger, {**fact.cells, "owner": owner.pk}, registers)
        if checked.problems:
            problems += [Problem(str(problem), fact.key) for problem in checked.problems]
            continue
        made[fact.key] = _made(ledger, checked.values, fact, made.get(fact.part_of), extra(fact))
        loaded.created += 1
    if problems:
        raise Invalid(*problems)
    return loaded


def _made(
    ledger: Ledger, values: Mapping[str, Any], fact: FactRecord, whole: LedgerRecord | None, extra: Mapping[str, Any]
) -> LedgerRecord:
    record: Any = ledger.model(source_quote=fact.quote[:500], match_key=match_key(ledger, values), **extra)
    record.part_of = whole
    for column in ledger.entered:
        setattr(record, column.attribute, values[column.name])
    record.save()
    audit.record(actor=None, action="ledger.load", target=record, reason=record.source)
    return record  # type: ignore[no-any-return]
