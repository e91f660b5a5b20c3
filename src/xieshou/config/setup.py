"""What a new installation gets: registers and roles from the package, and on request the demo data. Safe to repeat."""

from collections.abc import Iterator

from xieshou.platform.accounts.api import load_builtin_roles


def set_up(*, demo: bool) -> Iterator[str]:
    """Loads what is missing; yields one line per step for the person who watches."""
    roles = load_builtin_roles()
    yield f"角色 {len(roles)} 个"
