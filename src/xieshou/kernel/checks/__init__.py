"""Finds what does not add up in published tables and texts: every relation that can be recomputed, with its arithmetic."""

from xieshou.kernel.checks.catalogue import CHECKS, Check
from xieshou.kernel.checks.run import check, check_file

__all__ = ["CHECKS", "Check", "check", "check_file"]
