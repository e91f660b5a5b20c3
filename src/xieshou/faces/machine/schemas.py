"""What the API gives and takes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

Cell = str | int | bool | None


class ProblemOut(Schema):
    where: str
    what: str
    allowed: str
    remedy: str


class ErrorOut(Schema):
    error: str
    problems: list[ProblemOut] = []


class PostOut(Schema):
    title: str
    organisation: str
    role: str


class MeOut(Schema):
    username: str
    name: str
    posts: list[PostOut]
    permissions: list[str]


class RegionOut(Schema):
    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None


class OrganisationOut(Schema):
    public_id: UUID
    name: str
    short_name: str
    kind: str
    side: str
    credit_code: str | None
    parent: UUID | None
    region: str | None
    version: int


class EvidenceOut(Schema):
    id: int
    title: str
    name: str
    owner: UUID
    place: str | None
    sha256: str
    size: int
    media_type: str
    issuer: str
    taken_at: datetime | None
    uploaded_at: datetime
    version: int


class JobOut(Schema):
    id: int
    title: str
    state: str
    done_count: int
    total_count: int | None
    error: str
    result: dict[str, Any]


class ChoiceOut(Schema):
    code: str
    label: str


class ColumnOut(Schema):
    """`kind`: text, long_text, code, whole, money, date, period, choice, flag, organisation or region."""

    name: str
    label: str
    kind: str
    unit: str
    is_required: bool
    is_entered: bool
    is_personal: bool
    choices: list[ChoiceOut]
    allowed: str


class LedgerOut(Schema):
    slug: str
    label: str
    description: str
    columns: list[ColumnOut]


class RecordOut(Schema):
    """`values` by column: organisations by permanent id, regions by code, money as an exact decimal in the column's
    unit, personal data masked, missing is null."""

    id: int
    version: int
    status: str
    is_deleted: bool
    values: dict[str, Cell]
    created_by: str | None
    updated_at: datetime


class RecordIn(Schema):
    """Values by column name. A change leaves columns that are not named as they are; null empties one."""

    values: dict[str, Cell]
    reason: str = Field("", max_length=500)


class ChangeOut(Schema):
    field: str
    before: str | None
    after: str | None


class EntryOut(Schema):
    number: int
    at: datetime
    actor: str
    action: str
    changes: list[ChangeOut]
    reason: str


class PeriodOut(Schema):
    id: int
    form: str
    form_name: str
    code: str
    label: str
    first_day: date
    last_day: date
    opens_at: datetime
    due_at: datetime


class FigureOut(Schema):
    """`value`: an exact decimal as text; null with the reason why there is none."""

    value: str | None
    reason: str


class SubmissionOut(Schema):
    id: int
    form: str
    period: str
    owner: UUID
    owner_name: str
    state: str
    is_late: bool
    submitted_at: datetime | None
    approved_at: datetime | None
    return_reason: str
    figures: dict[str, FigureOut]
    version: int


class StepOut(Schema):
    path: str
    name: str


class TaskOut(Schema):
    id: int
    matter: int
    title: str
    step: str
    stands_in_for: str | None
    opened_at: datetime
    due_at: datetime | None
    returned_because: str


class TaskFullOut(TaskOut):
    """`may_return_to`: the steps the matter may be sent back to from here."""

    may_return_to: list[StepOut]


class HolderOut(Schema):
    step: str
    who: str
    since: datetime
    due_at: datetime | None


class MatterOut(Schema):
    id: int
    title: str
    summary: str
    kind: str
    state: str
    owner: UUID
    owner_name: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    holders: list[HolderOut]


class ApproveIn(Schema):
    """`direct`: straight back to whoever returned it."""

    comment: str = Field("", max_length=1000)
    direct: bool = False


class ReturnIn(Schema):
    """`to`: the `path` of a step in `may_return_to`."""

    to: str = Field(max_length=200)
    reason: str = Field(max_length=1000)


class Page(Schema):
    """`next`: the value of `after` for the next page; missing: this was the last."""

    next: int | None


class RegionPage(Page):
    items: list[RegionOut]


class OrganisationPage(Page):
    items: list[OrganisationOut]


class EvidencePage(Page):
    items: list[EvidenceOut]


class JobPage(Page):
    items: list[JobOut]


class RecordPage(Page):
    items: list[RecordOut]


class HistoryPage(Page):
    items: list[EntryOut]


class PeriodPage(Page):
    items: list[PeriodOut]


class SubmissionPage(Page):
    items: list[SubmissionOut]


class TaskPage(Page):
    items: list[TaskOut]
