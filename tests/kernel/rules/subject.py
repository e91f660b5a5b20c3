"""A rule under test: run by the exact interpreter and as generated Python, which must agree."""

from dataclasses import dataclass

from xieshou.kernel.evaluate import Value, chosen, value_of
from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import OUTCOMES, Const, Outcome, facts_of
from xieshou.kernel.program import spec_of
from xieshou.kernel.rules import read_rule
from xieshou.kernel.rules.base import FactDeclaration, Rule, RuleContext
from xieshou.kernel.source import compiled
from xieshou.kernel.strict import Reader
from xieshou.kernel.wording import Words

SCORE_PLACES = 2


@dataclass
class Subject:
    """A rule with its points and the facts it may use."""

    rule: Rule
    points: Exact
    declared: dict[str, FactDeclaration]

    def score(self, **facts: str | None) -> tuple[str, Outcome]:
        """Score and reason for facts given as decimal text; a fact left out is missing."""
        exact, generated = self._interpreted(facts), self._generated(facts)
        assert exact == generated
        return exact

    def words(self) -> Words:
        """The rule in words."""
        names = {name: fact.words for name, fact in self.declared.items()}
        return self.rule.words(self.points, names)

    def _interpreted(self, facts: dict[str, str | None]) -> tuple[str, Outcome]:
        decision = self.rule.decision(Const(self.points))
        values = {name: Value(Exact.read(text), text) for name, text in facts.items() if text is not None}
        score = value_of(decision, values).rounded(SCORE_PLACES)
        return score.text(), chosen(decision, values).outcome

    def _generated(self, facts: dict[str, str | None]) -> tuple[str, Outcome]:
        decision = self.rule.decision(Const(self.points))
        specs = [spec_of(self.declared[name]) for name in dict.fromkeys(facts_of(decision))]
        given = [facts.get(spec.name) for spec in specs]
        scaled = [
            None if text is None else Exact.read(text).scaled(spec.places)
            for text, spec in zip(given, specs, strict=True)
        ]
        scores, reasons = compiled([decision], SCORE_PLACES, specs)(scaled)
        return Exact(scores[0], 10**SCORE_PLACES).text(), OUTCOMES[reasons[0]]


def subject(rule: str, points: str = "10", facts: str = "", low: str = "0", places: int = 4) -> Subject:
    """The rule of a YAML text; `facts` names the declared ones."""
    names = facts.split()
    declared = {
        name: FactDeclaration(name, Words(f"事实{name}", f"fact {name}"), "", places, Exact.read(low), Exact(10**6))
        for name in names
    }
    reader = Reader(rule, "rule.yaml")
    read = read_rule(reader.root(), RuleContext(Exact.read(points), declared, read_rule))
    reader.finish()
    return Subject(read, Exact.read(points), declared)
