"""Measures findings against relations that were worked out by hand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import yaml

from tests.kernel.checks.build import BAD, all_of
from xieshou.kernel.reading import Finding

NEAR = 14  # lines: a reader may place a cell that is broken over lines at its first or its last line
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SHOWN = ("mismatch", "question")
SEEDS = Path(__file__).resolve().parents[4] / "shared/seeds"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a published text."""

    id: str
    file: str
    line: int
    code: str
    verdict: str
    published: str
    recomputed: str
    reason: str

    @property
    def is_wrong(self) -> bool:
        """Whether a reviewer should be shown it."""
        return self.verdict in _SHOWN


def relations() -> list[Relation]:
    """Every relation written down."""
    text = (resources.files("tests.kernel.checks") / "seed_relations.yaml").read_text(encoding="utf-8")
    loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [Relation(**entry) for entry in yaml.load(text, Loader=loader)["relations"]]


def is_found(relation: Relation, found: Sequence[Finding]) -> bool:
    """Whether a finding says the same of the same figure."""
    wanted = _SHOWN if relation.is_wrong else (relation.verdict,)
    return any(each.verdict.value in wanted and _is_of(relation, each) for each in all_of(found))


def _is_of(relation: Relation, found: Finding) -> bool:
    lines = [spot.line for spot in (found.spot, *found.others) if spot.line is not None]
    is_near = any(abs(line - relation.line) <= NEAR for line in lines)
    return found.code == relation.code and is_near and _digits(relation.published) <= _digits(found.published)


def _digits(text: str) -> set[str]:
    return set(_DIGITS.findall(text.replace(",", "")))


def missed(known: Sequence[Relation], found: Mapping[str, Sequence[Finding]]) -> list[Relation]:
    """Relations that no finding speaks of as they are."""
    return [relation for relation in known if not is_found(relation, found[relation.file])]


def unexpected(known: Sequence[Relation], found: Mapping[str, Sequence[Finding]]) -> Iterator[tuple[str, Finding]]:
    """What a reviewer is shown although no relation is known to be wrong there."""
    wrong = [relation for relation in known if relation.is_wrong]
    for file, findings in found.items():
        for each in findings:
            own = [relation for relation in wrong if relation.file == file]
            if each.verdict in BAD and not any(is_found(relation, [each]) for relation in own):
                yield file, each
