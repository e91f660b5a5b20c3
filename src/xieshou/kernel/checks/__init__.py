"""Finds what does not add up in published tables and texts: every relation that can be recomputed, with its arithmetic."""

from xieshou.kernel.checks.between import MOST_FILES, check_between
from xieshou.kernel.checks.catalogue import CHECKS, Check
from xieshou.kernel.checks.run import check, check_file
from xieshou.kernel.checks.unchecked import unchecked

__all__ = ["CHECKS", "MOST_FILES", "Check", "check", "check_between", "check_file", "unchecked"]
