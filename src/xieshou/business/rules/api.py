"""The door of the rules."""

from xieshou.business.rules.choosing import Book, InForce, book, in_force, kept
from xieshou.business.rules.kinds import NOT_AT_HAND, OWN_VALUES, RuleKind, add, kind_of
from xieshou.business.rules.models import RuleVersion
from xieshou.business.rules.selectors import newest_number
from xieshou.business.rules.services import rule_issue
from xieshou.business.rules.shape import CLAUSES, Entry, Shape, Table, Values, twice

__all__ = [
    "CLAUSES",
    "NOT_AT_HAND",
    "OWN_VALUES",
    "Book",
    "Entry",
    "InForce",
    "RuleKind",
    "RuleVersion",
    "Shape",
    "Table",
    "Values",
    "add",
    "book",
    "in_force",
    "kept",
    "kind_of",
    "newest_number",
    "rule_issue",
    "twice",
]
