"""What other apps do when a matter has ended. They register a function; it runs in the same transaction."""

from collections.abc import Callable

from xieshou.platform.accounts.api import User
from xieshou.platform.workflow.models import Matter

OnEnd = Callable[[Matter, User | None], None]
_ON_END: dict[str, list[OnEnd]] = {}


def on_end(kind: str, function: OnEnd) -> None:
    """Calls `function(matter, actor)` when a matter of a kind is approved, rejected or withdrawn (see `matter.state`).

    An error takes the last decision back with it, so that the matter and the record never disagree.
    """
    functions = _ON_END.setdefault(kind, [])
    if function not in functions:
        functions.append(function)


def tell(matter: Matter, actor: User | None) -> None:
    """Runs what was registered for the matter's kind."""
    for function in _ON_END.get(matter.kind, []):
        function(matter, actor)
