"""What `score`, `explain`, `render` and `demo` share: finding evaluations and scoring them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xieshou.datasets import UnknownDatasetError, dataset_ids, inspect_evaluation, load_dataset
from xieshou.kernel.evaluation import Evaluation
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.score import score
from xieshou.kernel.scorecard import Scorecard
from xieshou.kernel.strict import LoadError, Place, Problem
from xieshou.schemes import load_scheme

MAX_FILE = 10_000_000  # bytes; an evaluation has some thousands


@dataclass(frozen=True, slots=True)
class Scored:
    """An evaluation with its scorecard; None when the office published too little to name a scheme."""

    evaluation: Evaluation
    scheme: Scheme | None
    card: Scorecard | None


Found = tuple[str, Evaluation, tuple[Problem, ...]]

_DECIDING = ("kind", "year", "scheme", "published")  # without these, what a scheme says of the rest is not to the point


def evaluations_of(name: str) -> list[Found]:
    """The evaluations of a data set, or of one YAML file, each with the name of its file and the mistakes in it."""
    if name.endswith((".yaml", ".yml")):
        return [(name, *inspect_evaluation(_read_file(name), name))]
    if name not in dataset_ids() and Path(name).exists():
        problem = Problem(
            Place(name, 1), "this is neither a data set nor a .yaml file", "Give a YAML file of one evaluation"
        )
        raise LoadError([problem])
    return [(f"{name}/{evaluation.id}", evaluation, ()) for evaluation in load_dataset(name).evaluations]


def _read_file(name: str) -> str:
    place = Place(name, 1)
    try:
        size = Path(name).stat().st_size
        if size > MAX_FILE:
            raise LoadError(
                [Problem(place, f"the file has {size} bytes", f"At most {MAX_FILE} are read; is it the right file?")]
            )
        return Path(name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        known = ", ".join(dataset_ids())
        raise LoadError([Problem(place, "there is no such file", f"Data sets are: {known}")]) from error
    except UnicodeDecodeError as error:
        raise LoadError([Problem(place, "the file is not UTF-8 text", "Save it as UTF-8")]) from error
    except OSError as error:
        raise LoadError([Problem(place, f"the file cannot be read ({error.strerror})", "Check its path")]) from error


def score_all(name: str, scheme_id: str | None = None) -> list[Scored]:
    """Every evaluation scored; `LoadError` with the problems of all of them."""
    problems: list[Problem] = []
    found: list[Scored] = []
    for file, evaluation, mistakes in evaluations_of(name):
        problems += mistakes
        if _is_decided(mistakes):
            scored, more = _score_one(file, evaluation, scheme_id)
            problems += [problem for problem in more if not _is_told(problem, mistakes)]
            found += scored
    if problems:
        raise LoadError(problems)
    return found


def _score_one(file: str, evaluation: Evaluation, scheme_id: str | None) -> tuple[list[Scored], tuple[Problem, ...]]:
    wanted = scheme_id or evaluation.scheme
    if wanted is None:
        return [Scored(evaluation, None, None)], ()
    scheme = load_scheme(wanted)
    try:
        return [Scored(evaluation, scheme, score(scheme, evaluation, file))], ()
    except LoadError as error:
        return [], error.problems


def _is_decided(mistakes: tuple[Problem, ...]) -> bool:
    """Whether kind, year, scheme and published total could be read."""
    return not any(
        problem.place.path.partition(".")[0] in _DECIDING
        or (not problem.place.path and any(f"'{key}'" in problem.what for key in _DECIDING))
        for problem in mistakes
    )


def _is_told(problem: Problem, mistakes: tuple[Problem, ...]) -> bool:
    """Whether the same value was already said to be wrong when the file was read."""
    key = problem.place.path.rpartition(".")[2]
    return any((told.place.line, told.place.path.rpartition(".")[2]) == (problem.place.line, key) for told in mistakes)


def find_items(name: str, item: str) -> Iterator[tuple[Scored, str]]:
    """Scored evaluations with an item of this code or name: `E`, `exchange:7`, or a part of the name."""
    evaluation_id, _, code = item.rpartition(":")
    for scored in score_all(name):
        if scored.card is None or (evaluation_id and scored.evaluation.id != evaluation_id):
            continue
        for entry in scored.card.items:
            if entry.code == code or (not code.isdigit() and len(code) > 1 and code in entry.words.zh):
                yield scored, entry.code


__all__ = ["Scored", "UnknownDatasetError", "evaluations_of", "find_items", "score_all"]
