"""Where the figures of a document come from: printed at its foot, so that no number stands without its source."""

from collections.abc import Iterable
from dataclasses import dataclass

from xieshou.kernel.evaluation import Source


@dataclass(frozen=True, slots=True)
class Provenance:
    """The published document, the scheme that scores it, and what must be said of the scheme.

    `source` is None for figures that were entered, not published. `scheme_note` is printed as it is: for example that
    the scheme was restored from published tables because the official text is not at hand.
    """

    source: Source | None = None
    scheme: str = ""
    scheme_note: str = ""

    def notes(self, lines: Iterable[int]) -> tuple[str, ...]:
        """The foot notes of a scored document whose figures stand on these lines of the source."""
        scheme = f"评分方案：{self.scheme}。" if self.scheme else ""
        said = f"{scheme}{self.scheme_note}"
        return self.source_notes(lines) + ((said,) if said else ())

    def source_notes(self, lines: Iterable[int]) -> tuple[str, ...]:
        """Where the figures were published; nothing for figures that were entered."""
        found = sorted(lines)
        if self.source is None or not found:
            return ()
        first, last = found[0], found[-1]
        where = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
        return (f"数据来源：{self.source.publisher}《{self.source.title}》文本{where}。",)
