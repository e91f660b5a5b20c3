"""What of a scheme a person judges: such a score rests on the reason that is given for it, not on a fact with evidence."""

from xieshou.kernel.rules.judged import Judged
from xieshou.kernel.scheme import Item, Scheme


def judged_items(scheme: Scheme) -> tuple[Item, ...]:
    """The items that a person judges."""
    return tuple(item for item in scheme.ruled() if isinstance(item.rule, Judged))


def judged_facts(scheme: Scheme) -> set[str]:
    """The facts that stand for a judgement, the score given or the points taken off."""
    return {item.rule.given for item in judged_items(scheme) if isinstance(item.rule, Judged)}
