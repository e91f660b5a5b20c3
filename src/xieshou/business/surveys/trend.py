"""The same subject asked again: the rates of one survey after another, and what keeps them from being compared."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from xieshou.business.surveys.models import State, Survey
from xieshou.business.surveys.selectors import Satisfaction, satisfaction_of
from xieshou.kernel.exact import HUNDRED, Exact
from xieshou.platform.accounts.api import User

MOST_PERIODS = 12
LARGE_DRIFT = 5  # percentage points: a practice of ours, told with the figure


@dataclass(frozen=True)
class Period:
    """One closed survey: its rates, how far from the one before (percentage points), why they do not compare.

    `drift` is None without a survey before, or where one of the two has no rate.
    """

    survey: Survey
    found: Satisfaction
    drift: Exact | None = None
    cautions: tuple[str, ...] = ()

    @property
    def response(self) -> Exact | None:
        """Valid answers by people sampled; None when nobody was."""
        return Exact(self.found.answered, self.found.sampled) if self.found.sampled else None

    @property
    def rate_text(self) -> str:
        return self.found.rate_text

    @property
    def response_text(self) -> str:
        return _percent(self.response)

    @property
    def drift_text(self) -> str:
        """Signed, at two decimals; a dash when there is none."""
        if self.drift is None:
            return "—"
        return f"{'+' if self.drift.num > 0 else ''}{self.drift.text(2)}"

    @property
    def is_large(self) -> bool:
        """Whether it moved so far that somebody should say why."""
        return self.drift is not None and not Exact(-LARGE_DRIFT) < self.drift < Exact(LARGE_DRIFT)


def _percent(rate: Exact | None) -> str:
    return "—" if rate is None else f"{(rate * HUNDRED).text(2)}%"


def periods_of(user: User, survey: Survey) -> list[Period]:
    """The closed surveys about what this one is about that the person may read, oldest first; empty: about nothing."""
    if survey.content_type_id is None:
        return []
    rows = Survey.objects.visible_to(user).filter(content_type=survey.content_type_id, object_id=survey.object_id)
    closed = rows.filter(state=State.CLOSED).prefetch_related("questions").order_by("-opens_on", "-pk")[:MOST_PERIODS]
    found: list[Period] = []
    for one in reversed(closed):
        found.append(_period(one, found[-1] if found else None))
    return found


def _period(survey: Survey, before: Period | None) -> Period:
    found = satisfaction_of(survey)
    if before is None:
        return Period(survey, found)
    can_tell = found.rate is not None and before.found.rate is not None
    drift = (found.rate - before.found.rate) * HUNDRED if can_tell else None  # type: ignore[operator]
    return Period(survey, found, drift, tuple(_cautions(survey, before.survey)))


def _cautions(survey: Survey, before: Survey) -> list[str]:
    told = []
    if (survey.rule, survey.weights) != (before.rule, before.weights):
        told.append(_("满意率算法不同"))
    if _counted(survey) != _counted(before):
        told.append(_("计入的题目不同"))
    if _categories(survey) != _categories(before):
        told.append(_("对象类别不同"))
    return told


def _counted(survey: Survey) -> list[str]:
    return sorted(one.text for one in survey.questions.all() if one.is_counted)


def _categories(survey: Survey) -> set[str]:
    return set(survey.invitations.order_by().values_list("category", flat=True).distinct())
