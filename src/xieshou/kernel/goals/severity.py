"""How serious a finding is."""

from enum import StrEnum


class Severity(StrEnum):
    """Worst first."""

    BLOCK = "block"  # cannot be submitted like this
    WARN = "warn"  # must be answered with a reason
    HINT = "hint"  # worth a look
