"""A figure of one version in the terms of another, along the bridges; exact, or not at all and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from xieshou.platform.dictionary.exact import exact_text
from xieshou.platform.dictionary.models import Bridge, BridgeKind, Figure, IndicatorVersion


@dataclass(frozen=True)
class Converted:
    """The value under another version; missing with `why` when the two cannot be compared."""

    value: Fraction | None
    why: str

    @property
    def text(self) -> str:
        """The value in full, or the reason."""
        return self.why if self.value is None else exact_text(self.value)


@dataclass(frozen=True)
class Factor:
    """What a figure of one version is multiplied by to be one of another; missing with the reason."""

    value: Fraction | None
    why: str

    def of(self, figure: Fraction) -> Converted:
        """The figure in the terms of the other version."""
        return Converted(None if self.value is None else figure * self.value, self.why)


def factor_of(bridge: Bridge) -> Factor:
    """The factor of one bridge, from the older version to the newer."""
    if bridge.kind == BridgeKind.NOT_COMPARABLE:
        return Factor(None, f"不可比：{bridge.reason}")
    if bridge.kind == BridgeKind.COMPARABLE:
        return Factor(Fraction(1), "口径未变")
    value = Fraction(bridge.numerator) / Fraction(bridge.denominator or 1)
    return Factor(value, f"{bridge}")


def factors_to(target: IndicatorVersion, bridges: Iterable[Bridge]) -> dict[int, Factor]:
    """For every version that bridges lead to: what its figures are multiplied by. Versions without a way are left out."""
    found = {target.pk: Factor(Fraction(1), "本版口径")}
    steps = list(bridges)
    reached = True
    while reached:
        reached = False
        for bridge in steps:
            for here, there, is_back in (
                (bridge.after_id, bridge.before_id, False),
                (bridge.before_id, bridge.after_id, True),
            ):
                if here in found and there not in found:
                    found[there] = _joined(factor_of(bridge), found[here], is_back=is_back)
                    reached = True
    return found


def _joined(step: Factor, rest: Factor, *, is_back: bool) -> Factor:
    if step.value is None or rest.value is None:
        return Factor(None, step.why if step.value is None else rest.why)
    value = 1 / step.value if is_back else step.value
    why = step.why if not is_back else f"反向换算 {step.why}"
    return Factor(value * rest.value, why if rest.why == "本版口径" else f"{why}，{rest.why}")


def convert(value: Fraction, before: IndicatorVersion, after: IndicatorVersion) -> Converted:
    """A figure of one version as one of another of the same indicator."""
    bridges = Bridge.objects.filter(before__indicator=after.indicator_id)
    factor = factors_to(after, bridges).get(before.pk, Factor(None, "两版之间没有登记衔接关系"))
    return factor.of(value)


@dataclass(frozen=True)
class Row:
    """A published figure as printed, and in the terms of the version compared with."""

    figure: Figure
    converted: Converted


def compared(target: IndicatorVersion, figures: Iterable[Figure]) -> list[Row]:
    """Published figures of any version beside what they are under one; the published ones stay as they are."""
    factors = factors_to(target, Bridge.objects.filter(before__indicator=target.indicator_id))
    missing = Factor(None, "两版之间没有登记衔接关系")
    return [Row(figure, factors.get(figure.version_id, missing).of(Fraction(figure.value))) for figure in figures]
