"""The door of the area page: other apps add their figures here."""

from xieshou.insight.areas.place import Area, area_of
from xieshou.insight.areas.published import published_figures
from xieshou.insight.areas.sections import CHAPTERS, Chapter, Figure, add

__all__ = ["CHAPTERS", "Area", "Chapter", "Figure", "add", "area_of", "published_figures"]
