"""What is collected, for programs: periods, and what each unit reported."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from xieshou.faces.machine import schemas
from xieshou.faces.machine.answers import ERRORS, MOST_ID, Paging, answered, caller, page_of, plain
from xieshou.faces.machine.versions import etag_of
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import load
from xieshou.platform.reporting.api import Period, State, Submission

router = Router(tags=["报送"])


class OfForm(Schema):
    """`form`: the code of a form."""

    form: str = Field("", max_length=60)


@router.get("/periods", response={200: schemas.PeriodPage, **ERRORS})
def periods(request: HttpRequest, wanted: Query[OfForm], paging: Query[Paging]) -> dict[str, object]:
    """Opened periods, newest first."""
    caller(request, Permission.SUBMISSION_READ)
    rows = Period.objects.select_related("form").order_by("-pk")
    if wanted.form:
        rows = rows.filter(form__code=plain(wanted.form))
    if paging.after is not None:
        rows = rows.filter(pk__lt=paging.after)
    return page_of(list(rows[: paging.limit + 1]), paging.limit, _period)


def _period(one: Period) -> dict[str, object]:
    return {
        "id": one.pk,
        "form": one.form.code,
        "form_name": one.form.name,
        "code": one.code,
        "label": one.label,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "opens_at": one.opens_at,
        "due_at": one.due_at,
    }


class Reported(OfForm):
    """`period`: the code of a period."""

    period: str = Field("", max_length=20)
    state: State | None = None
    owner: UUID | None = None


@router.get("/submissions", response={200: schemas.SubmissionPage, **ERRORS})
def submissions(request: HttpRequest, wanted: Query[Reported], paging: Query[Paging]) -> dict[str, object]:
    """What units within reach reported, newest first."""
    user = caller(request, Permission.SUBMISSION_READ)
    named = {
        "form__code": plain(wanted.form),
        "period__code": plain(wanted.period),
        "state": wanted.state,
        "owner__public_id": wanted.owner,
    }
    rows = Submission.objects.filter(**{name: value for name, value in named.items() if value})
    rows = rows.order_by().select_related("form", "period__form", "owner")
    return page_of(rows.newest_visible_to(user, paging.limit + 1, before=paging.after), paging.limit, _submission)


@router.get("/submissions/{int:pk}", response={200: schemas.SubmissionOut, **ERRORS})
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission with its figures and its ETag."""
    one = load(Submission, caller(request, Permission.SUBMISSION_READ), pk=min(pk, MOST_ID))
    return answered(_submission(one), etag=etag_of(one))


def _submission(one: Submission) -> dict[str, object]:
    return {
        "id": one.pk,
        "form": one.form.code,
        "period": one.period.code,
        "owner": one.owner.public_id,
        "owner_name": one.owner.name,
        "state": one.state,
        "is_late": one.is_late,
        "submitted_at": one.submitted_at,
        "approved_at": one.approved_at,
        "return_reason": one.return_reason,
        "figures": one.figures,
        "version": one.version,
    }
