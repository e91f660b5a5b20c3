"""Where the figures of a document come from: printed at its foot, so that no number stands without its source."""

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

    def notes(self, first_line: int, last_line: int) -> tuple[str, ...]:
        """The foot notes of a scored document whose figures stand on these lines of the source."""
        scheme = f"评分方案：{self.scheme}。" if self.scheme else ""
        said = f"{scheme}{self.scheme_note}"
        return self.source_notes(first_line, last_line) + ((said,) if said else ())

    def source_notes(self, first_line: int, last_line: int) -> tuple[str, ...]:
        """Where the figures were published; nothing for figures that were entered."""
        if self.source is None:
            return ()
        lines = f"第 {first_line} 行" if first_line == last_line else f"第 {first_line}–{last_line} 行"
        return (f"数据来源：{self.source.publisher}《{self.source.title}》文本{lines}。",)
