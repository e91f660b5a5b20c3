"""What an area is: a division with the divisions it came from, so that nothing of its past is left out."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from xieshou.lib import paths
from xieshou.platform.registry.api import Region, past_of


@dataclass(frozen=True)
class Area:
    """A division and its past. `regions`: the division first, then those it came from."""

    region: Region
    past: tuple[Region, ...]

    @property
    def regions(self) -> tuple[Region, ...]:
        return (self.region, *self.past)

    def within(self, field: str = "place_path") -> Q:
        """The rows that lie in the area, today's or a former one, by their path."""
        here = Q(pk__in=[])
        for region in self.regions:
            here |= paths.within(field, region.path)
        return here


def area_of(region: Region) -> Area:
    """The area of a division."""
    return Area(region, tuple(past_of([region])))


def area_called(code: str, day: date | None = None) -> Area | None:
    """The area that bears a code on a day (today when missing), else the last one that bore it; None when none did."""
    day = day or timezone.localdate()
    region = Region.objects.valid_on(day).filter(code=code).first()
    if region is None:
        region = Region.objects.filter(code=code).order_by("-valid_from", "-pk").first()
    return area_of(region) if region is not None else None
