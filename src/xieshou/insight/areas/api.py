"""The door of the area page: other apps add their figures here."""

from xieshou.insight.areas.place import Area
from xieshou.insight.areas.sections import CHAPTERS, Chapter, Figure, add

__all__ = ["CHAPTERS", "Area", "Chapter", "Figure", "add"]
