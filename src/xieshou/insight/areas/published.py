"""Published figures of an area, from the dictionary: each under its definition, with the report and line it is from."""

from collections.abc import Iterator

from xieshou.insight.areas.place import Area
from xieshou.insight.areas.sections import Chapter, Figure
from xieshou.lib.digits import grouped
from xieshou.platform.accounts.api import User
from xieshou.platform.dictionary import api as dictionary

MOST = 100
_CHAPTERS = {
    "人口与经济": Chapter.BASICS,
    "产业合作": Chapter.INDUSTRY,
    "项目": Chapter.PROJECTS,
    "资金支持": Chapter.FUNDS,
    "结对": Chapter.PAIRING,
    "组织领导": Chapter.PAIRING,
    "人才交流": Chapter.PEOPLE,
    "劳务协作": Chapter.LABOUR,
    "消费帮扶": Chapter.LABOUR,
}


def published_figures(user: User, area: Area) -> Iterator[Figure]:
    """What reports state of the area; public, so everyone signed in sees it."""
    for figure in dictionary.figures_of_area(area.region)[:MOST]:
        version = figure.version
        line = f" 第 {figure.source_line} 行" if figure.source_line else ""
        yield Figure(
            chapter=_CHAPTERS.get(version.indicator.category, Chapter.RECORDS),
            label=version.indicator.name,
            value=f"{figure.qualifier}{grouped(figure.value)}",
            unit=version.unit,
            as_of=figure.period,
            source_label=f"《{figure.source_title}》{line}",
            source_url=f"{version.indicator.get_absolute_url()}#figures",
            note=figure.note,
        )
