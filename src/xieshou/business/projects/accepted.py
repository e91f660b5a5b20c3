"""What apps above do when a project passes its acceptance. They register a function; it runs in the same transaction."""

from collections.abc import Callable

from xieshou.business.projects.models import Acceptance
from xieshou.platform.accounts.api import User

Accepted = Callable[[User, Acceptance], None]
_FUNCTIONS: list[Accepted] = []


def add(function: Accepted) -> Accepted:
    """Registers a function, once."""
    if function not in _FUNCTIONS:
        _FUNCTIONS.append(function)
    return function


def tell(actor: User, acceptance: Acceptance) -> None:
    """Lets every function know."""
    for function in _FUNCTIONS:
        function(actor, acceptance)
