"""What the API gives and takes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema


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


class Page(Schema):
    """`next`: the value of `after` for the next page; missing: this was the last."""

    next: int | None


class RegionPage(Page):
    items: list[RegionOut]


class OrganisationPage(Page):
    items: list[OrganisationOut]


class EvidencePage(Page):
    items: list[EvidenceOut]
