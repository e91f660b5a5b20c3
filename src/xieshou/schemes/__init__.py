"""The schemes shipped with the package: data, read strictly and once."""

from functools import lru_cache
from importlib import resources

from xieshou.kernel.scheme import Scheme
from xieshou.kernel.scheme_reader import read_scheme

__all__ = ["UnknownSchemeError", "load_scheme", "scheme_ids"]

_SUFFIX = ".yaml"


class UnknownSchemeError(LookupError):
    """A scheme that is not shipped; the message lists those that are."""

    def __init__(self, scheme_id: str) -> None:
        super().__init__(f"the scheme '{scheme_id}' does not exist. Allowed: {', '.join(scheme_ids())}")
        self.scheme_id = scheme_id


@lru_cache(maxsize=1)
def scheme_ids() -> tuple[str, ...]:
    """The ids of all schemes, sorted."""
    names = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


@lru_cache(maxsize=64)
def load_scheme(scheme_id: str) -> Scheme:
    """The scheme of that id; `UnknownSchemeError` when there is none, `LoadError` with every mistake of its file."""
    if scheme_id not in scheme_ids():
        raise UnknownSchemeError(scheme_id)
    file = scheme_id + _SUFFIX
    return read_scheme(resources.files(__name__).joinpath(file).read_text(encoding="utf-8"), file)
