"""Runs every check over what was read from some files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from xieshou.kernel.checks.accounts_cross import check_accounts
from xieshou.kernel.checks.accounts_sheet import sheets
from xieshou.kernel.checks.breakdown import check_breakdowns
from xieshou.kernel.checks.cause import by_cause
from xieshou.kernel.checks.report import worst_first
from xieshou.kernel.checks.self_across import check_across, check_fund_indicators, check_goals
from xieshou.kernel.checks.self_design import check_design
from xieshou.kernel.checks.self_funds import check_funds
from xieshou.kernel.checks.self_scores import check_scores
from xieshou.kernel.checks.self_total import check_totals
from xieshou.kernel.reading import Finding, ReadFile, ReadTable, TableKind

_SELF: tuple[Callable[[ReadTable], Iterable[Finding]], ...] = (
    check_totals,
    check_funds,
    check_scores,
    check_design,
    check_fund_indicators,
    check_goals,
    check_breakdowns,
)
_SELF_KINDS = (TableKind.PROJECT_SELF, TableKind.DEPARTMENT_SELF, TableKind.GOALS)


def check(files: Sequence[ReadFile]) -> tuple[Finding, ...]:
    """Every relation that was checked, worst first; relations that hold are `ok`.

    A finding of several files names its file before its table. Pure: nothing is read, written or remembered.
    """
    if len(files) == 1:
        return check_file(files[0])
    found = (replace(one, table=f"{file.file} {one.table}") for file in files for one in check_file(file))
    return worst_first(found)


def check_file(file: ReadFile) -> tuple[Finding, ...]:
    """The relations within one file, worst first."""
    return worst_first(_all(file))


def _all(file: ReadFile) -> Iterator[Finding]:
    for table in file.tables:
        if table.kind in _SELF_KINDS:
            for each in _SELF:
                yield from each(table)
    yield from check_across(file.tables)
    yield from by_cause(list(check_accounts(sheets(file.tables))))
