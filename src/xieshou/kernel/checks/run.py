"""Runs every check over what was read from some files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from xieshou.kernel.checks.accounts_cross import check_accounts
from xieshou.kernel.checks.accounts_text import check_accounts_text
from xieshou.kernel.checks.between import check_between
from xieshou.kernel.checks.breakdown import check_breakdowns
from xieshou.kernel.checks.cause import by_cause
from xieshou.kernel.checks.evaluation_counts import check_counts
from xieshou.kernel.checks.evaluation_funds import check_funds_of_reports
from xieshou.kernel.checks.report import worst_first
from xieshou.kernel.checks.score_tables import check_score_tables
from xieshou.kernel.checks.self_across import check_across, check_fund_indicators, check_goals
from xieshou.kernel.checks.self_design import check_design
from xieshou.kernel.checks.self_funds import check_funds
from xieshou.kernel.checks.self_scores import check_scores
from xieshou.kernel.checks.self_total import check_totals
from xieshou.kernel.checks.story import Story, story
from xieshou.kernel.checks.tasks import check_tasks
from xieshou.kernel.checks.text_change import check_changes
from xieshou.kernel.checks.text_claims import check_claims
from xieshou.kernel.checks.text_compound import check_compound
from xieshou.kernel.checks.text_parts import check_parts
from xieshou.kernel.checks.text_rates import check_rates
from xieshou.kernel.checks.text_same import check_same
from xieshou.kernel.checks.text_scores import check_marks
from xieshou.kernel.checks.text_summary import check_summaries
from xieshou.kernel.checks.text_units import check_units
from xieshou.kernel.checks.text_wording import check_wording
from xieshou.kernel.reading import Finding, FindingVerdict, ReadFile, ReadTable, TableKind

_SELF: tuple[Callable[[ReadTable], Iterable[Finding]], ...] = (
    check_totals,
    check_funds,
    check_scores,
    check_design,
    check_fund_indicators,
    check_goals,
    check_breakdowns,
)
_TOLD: tuple[Callable[[Story], Iterable[Finding]], ...] = (
    check_accounts_text,
    check_changes,
    check_rates,
    check_parts,
    check_compound,
    check_units,
    check_wording,
    check_marks,
    check_same,
    check_claims,
    check_summaries,
    check_funds_of_reports,
    check_counts,
)
_SELF_KINDS = (TableKind.PROJECT_SELF, TableKind.DEPARTMENT_SELF, TableKind.GOALS)


def check(files: Sequence[ReadFile]) -> tuple[Finding, ...]:
    """Every relation that was checked, worst first; relations that hold are `ok`.

    A finding of several files names its file before its table. Pure: nothing is read or written.
    """
    if len(files) == 1:
        return check_file(files[0])
    found = [replace(one, table=f"{file.file} {one.table}") for file in files for one in check_file(file)]
    return worst_first([*found, *check_between(files)])


def check_file(file: ReadFile) -> tuple[Finding, ...]:
    """The relations within one file, worst first."""
    return worst_first(_all(file))


def _all(file: ReadFile) -> Iterator[Finding]:
    read = story(file)
    own = [one for table in file.tables if table.kind in _SELF_KINDS for each in _SELF for one in each(table)]
    funds, goals = ([one for one in own if one.code == code] for code in ("SE-FUNDS", "SE-GOALS"))
    yield from (one for one in own if one.code not in ("SE-FUNDS", "SE-GOALS"))
    tasks = list(check_tasks(read))
    is_both = any(one.verdict is FindingVerdict.MISMATCH for one in tasks)
    yield from by_cause([*funds, *tasks]) if is_both else [*funds, *tasks]
    yield from check_across(file.tables)
    yield from check_score_tables(file.tables)
    yield from by_cause(list(check_accounts(read.accounts)))
    yield from by_cause([*(one for told in _TOLD for one in told(read)), *goals])
