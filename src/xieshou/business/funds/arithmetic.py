"""因素法: a total divided among recipients by weighted factors, exactly, the same whenever it is done again.

share_i = Σ_f (w_f ÷ Σw) × (v_if ÷ Σ_i v_if)
amount_i = total × share_i, rounded down to the step; whole steps left over go to the largest remainders, one each,
what is less than a step to the next one. Equal remainders go by the recipients' keys, so the order given never matters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xieshou.lib.problems import Invalid, Problem

Key = tuple[int, ...]


@dataclass(frozen=True)
class Factor:
    """One factor; `weight` is above zero, in any scale: weights are divided by their sum."""

    code: str
    name: str
    unit: str
    weight: Fraction


@dataclass(frozen=True)
class Recipient:
    """One that gets a share. `values`: factor code → value; one that is not there is missing, which is not zero."""

    key: Key
    name: str
    values: Mapping[str, Fraction]


@dataclass(frozen=True)
class Term:
    """One factor's part in one share: weight × (value ÷ sum)."""

    factor: Factor
    weight: Fraction
    value: Fraction
    total: Fraction

    @property
    def product(self) -> Fraction:
        return self.weight * self.value / self.total


@dataclass(frozen=True)
class Share:
    """What a recipient gets, with every step of its arithmetic. Amounts in the unit of the total."""

    recipient: Recipient
    terms: tuple[Term, ...]
    quota: Fraction
    floor: int
    extra: int
    place: int

    @property
    def portion(self) -> Fraction:
        """Its share of the whole, exact."""
        return sum((term.product for term in self.terms), Fraction(0))

    @property
    def remainder(self) -> Fraction:
        """What rounding down took."""
        return self.quota - self.floor

    @property
    def amount(self) -> int:
        return self.floor + self.extra


def divide(total: int, step: int, factors: Sequence[Factor], recipients: Sequence[Recipient]) -> list[Share]:
    """The shares in the order of the keys; their sum is the total. Raises `Invalid` with everything that is missing."""
    if found := problems_of(total, step, factors, recipients):
        raise Invalid(*found)
    weights = sum((factor.weight for factor in factors), Fraction(0))
    sums = {f.code: sum((r.values[f.code] for r in recipients), Fraction(0)) for f in factors}
    quotas = []
    for recipient in sorted(recipients, key=lambda one: one.key):
        terms = tuple(Term(f, f.weight / weights, recipient.values[f.code], sums[f.code]) for f in factors)
        quota = total * sum((term.product for term in terms), Fraction(0))
        quotas.append((recipient, terms, quota, int(quota / step) * step))
    return _with_remainders(total, step, quotas)


def _with_remainders(
    total: int, step: int, quotas: list[tuple[Recipient, tuple[Term, ...], Fraction, int]]
) -> list[Share]:
    """Gives out what rounding down left."""
    left = total - sum(floor for _, _, _, floor in quotas)
    ranked = sorted(quotas, key=lambda one: (-(one[2] - one[3]), one[0].key))
    extras: dict[Key, tuple[int, int]] = {}
    for place, (recipient, _, _, _) in enumerate(ranked, 1):
        extra = min(step, left)
        left -= extra
        extras[recipient.key] = (extra, place)
    return [Share(who, terms, quota, floor, *extras[who.key]) for who, terms, quota, floor in quotas]


def problems_of(total: int, step: int, factors: Sequence[Factor], recipients: Sequence[Recipient]) -> list[Problem]:
    """Everything that stands against the arithmetic, every missing value named."""
    found = []
    if total <= 0:
        found.append(Problem("要大于 0", "分配总额"))
    if step <= 0:
        found.append(Problem("要大于 0", "取整到", "1 分、1 元、1 万元等"))
    if not factors:
        found.append(Problem("还没有因素", "因素", remedy="至少设一个因素和权重"))
    if not recipients:
        found.append(Problem("还没有受款单位", "受款单位"))
    found += [Problem(f"“{one.name}”的权重要大于 0", "因素") for one in factors if one.weight <= 0]
    return found + [problem for factor in factors for problem in _value_problems(factor, recipients)]


def _value_problems(factor: Factor, recipients: Sequence[Recipient]) -> list[Problem]:
    found = []
    values = []
    for one in recipients:
        value = one.values.get(factor.code)
        where = f"{one.name}—{factor.name}"
        if value is None:
            found.append(Problem("没有填", where, "数；确实为零的填 0", "空着不等于 0"))
        elif value < 0:
            found.append(Problem("不能是负数", where, "0 或更大的数"))
        else:
            values.append(value)
    if recipients and len(values) == len(recipients) and sum(values) == 0:
        found.append(Problem(f"各单位“{factor.name}”合计为 0，不能按它分配", "因素", remedy="核对数值，或去掉这个因素"))
    return found
