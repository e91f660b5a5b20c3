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

    def notes(self, first_line: int, last_line: int | None = None) -> tuple[str, ...]:
        """The foot notes for figures printed on these lines of the source."""
        return tuple(note for note in (self._source_note(first_line, last_line), self._scheme_note()) if note)

    def _source_note(self, first: int, last: int | None) -> str:
        if self.source is None:
            return ""
        lines = f"第 {first}–{last} 行" if last and last != first else f"第 {first} 行起"
        return f"数据来源：{self.source.publisher}《{self.source.title}》文本{lines}。"

    def _scheme_note(self) -> str:
        if not self.scheme:
            return self.scheme_note and f"说明：{self.scheme_note}"
        ending = f" {self.scheme_note}" if self.scheme_note else ""
        return f"评分方案：{self.scheme}。{ending}".replace("。 ", "。")
