"""Published figures of real offices as data, each with the line of its source."""

from functools import lru_cache
from importlib.resources import files

from xieshou.datasets.loader import inspect_evaluation, read_dataset
from xieshou.kernel.evaluation import Dataset

__all__ = [
    "UnknownDatasetError",
    "dataset_ids",
    "inspect_evaluation",
    "load_dataset",
    "read_dataset",
    "source_title",
]


class UnknownDatasetError(LookupError):
    """No data set has this id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no data set '{id}'. There are: {', '.join(dataset_ids())}")


@lru_cache(maxsize=1)
def dataset_ids() -> tuple[str, ...]:
    """Ids of the data sets in the package, sorted."""
    folders = [entry for entry in files(__name__).iterdir() if entry.is_dir() and (entry / "dataset.yaml").is_file()]
    return tuple(sorted(entry.name for entry in folders))


@lru_cache(maxsize=16)
def load_dataset(id: str) -> Dataset:
    """The data set, or `UnknownDatasetError`, or `LoadError` with every mistake."""
    if id not in dataset_ids():
        raise UnknownDatasetError(id)
    folder = files(__name__) / id
    return read_dataset(lambda name: (folder / name).read_text(encoding="utf-8"), id)


@lru_cache(maxsize=64)
def source_title(id: str) -> str:
    """The title of the published report a data set was taken from; a name that is no data set is given back."""
    if id not in dataset_ids():
        return id
    return load_dataset(id).source.title
