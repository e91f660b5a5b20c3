"""The kinds of rules. A new kind is one file with a frozen class and `read`, and one line here."""

from xieshou.kernel.expr import NOTHING
from xieshou.kernel.rules import (
    all_or_nothing,
    bands,
    checkpoints,
    conditions,
    judged,
    over_threshold,
    parts,
    progress,
    qualitative,
    ratio,
    target,
    violations,
)
from xieshou.kernel.rules.base import Readers, Rule, RuleContext
from xieshou.kernel.rules.ratio import Ratio
from xieshou.kernel.strict import Node

READERS: Readers = {
    "all-or-nothing": all_or_nothing.read,
    "bands": bands.read,
    "checkpoints": checkpoints.read,
    "conditions": conditions.read,
    "judged": judged.read,
    "over-threshold": over_threshold.read,
    "parts": parts.read,
    "progress": progress.read,
    "qualitative": qualitative.read,
    "ratio": ratio.read,
    "target": target.read,
    "violations": violations.read,
}


def read_rule(node: Node, context: RuleContext) -> Rule:
    """The rule a node describes, by its `kind`."""
    entries = node.entries()
    kind = entries["kind"].text() if "kind" in entries else ""
    reader = READERS.get(kind)
    if reader is None:
        what = f"the rule kind '{kind}' is not known" if kind else "the rule has no kind"
        node.fail(what, f"Allowed: {', '.join(READERS)}", f"规则种类“{kind}”不认得，可用：{'、'.join(READERS)}")
        return Ratio(NOTHING)
    return reader(node, context)
