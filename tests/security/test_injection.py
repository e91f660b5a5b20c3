"""What people write is shown, never run: in every text field of every model, on every page, in every exported file."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test import Client

from tests.factories.office import OURS, Furnished
from tests.security.addresses import addresses
from xieshou.platform.accounts.api import EncryptedTextField, User
from xieshou.platform.audit import api as audit
from xieshou.platform.exchange.exporting import neutral
from xieshou.platform.jobs import api as jobs
from xieshou.platform.jobs.models import Job
from xieshou.platform.reporting.models import Submission

SignIn = Callable[[User], Client]
EVIL = "<script>alert(1)</script>"
LONG = "\"'><img src=x onerror=alert(1)>" + EVIL
UNESCAPED = (b"<script>alert(1)", b"<img src=x onerror")
# read by programs, never typed by a person: other words in them would not be that record any more
MACHINE = {
    *("password", "sha256", "hash", "digest", "key", "joint_key", "match_key", "path", "owner_path", "place_path"),
    *("xml", "mode", "category", "target", "target_type", "ledger", "query", "media_type", "url", "field"),
    *("username", "mobile_search", "credit_code", "by", "undone_by", "request_hash", "body", "hint"),
    *("kind", "clause", "fingerprint", "scheme", "metric", "item", "rule", "suggestion_code"),
    *("scope_owner_path", "scope_place_path", "numerator", "denominator"),
}
# part of an address (the dictionary takes letters, digits, dots and hyphens only), or a number that its service read
IN_ADDRESSES = {
    *(("Indicator", "code"), ("CodeSet", "code"), ("GoalIndicator", "code"), ("Metric", "code")),
    *(("MetricVersion", "source"), ("Invitation", "code"), ("Figure", "value"), ("Snapshot", "value")),
}
TEXT = (models.CharField, models.TextField, EncryptedTextField)


def is_written(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Whether a person types it."""
    if not isinstance(field, TEXT) or isinstance(field, models.SlugField | models.UUIDField):
        return False
    machine = field.choices or field.name in MACHINE or field.remote_field
    return not machine and (field.max_length is None or field.max_length >= len(EVIL))


def poisoned(long: str = LONG, short: str = EVIL) -> int:
    """Writes into every text field of every stored row; returns how many fields there are."""
    count = 0
    for model in apps.get_models():
        if not model.__module__.startswith(OURS) or model._meta.app_label == "audit":
            continue
        for field in filter(is_written, model._meta.concrete_fields):
            if (model.__name__, field.name) in IN_ADDRESSES:
                continue
            text = long if field.max_length is None or field.max_length >= len(long) + 6 else short
            count += 1
            if field.unique or any(
                field.name in rule.fields for rule in model._meta.constraints if hasattr(rule, "fields")
            ):
                for pk in model._base_manager.values_list("pk", flat=True):
                    model._base_manager.filter(pk=pk).update(**{field.name: f"{text}{str(pk)[:6]}"[: field.max_length]})
            elif field.name not in {"period", "external_key", "kind"}:
                model._base_manager.update(**{field.name: text})
    return count


@pytest.fixture
def poison(furnished: Furnished) -> Furnished:
    assert poisoned() > 60
    Job.objects.update(failures=[[LONG, LONG]], stage=EVIL, error=LONG)
    Submission.objects.update(comments={"visits": LONG})
    record = furnished.record
    changes = [audit.Change(LONG, LONG, LONG)]
    audit.record(
        actor=furnished.world.clerk_a, action="ledger.update", target=record, changes=changes, reason=LONG, label=LONG
    )
    return furnished


@pytest.mark.parametrize("who", ["clerk_a", "division_manager", "system_admin", "security_admin", "audit_admin"])
def test_it_shows_what_was_written_without_running_it(poison: Furnished, sign_in: SignIn, who: str) -> None:
    browser = sign_in(getattr(poison.world, who))
    browser.raise_request_exception = False
    wanted = None if who in {"clerk_a", "division_manager"} else {"people", "audit", "jobs", ""}
    run, failed, seen = [], [], 0
    for address in addresses():
        if wanted is not None and address.app not in wanted:
            continue
        for path in address.paths(poison.world):
            answer = browser.get(path)
            shown = answer.getvalue()
            failed += [path] if answer.status_code >= 500 else []
            if answer.get("Content-Type", "").startswith("text/html"):
                run += [path] if any(bad in shown for bad in UNESCAPED) else []
                seen += b"&lt;script&gt;alert(1)" in shown
    assert (run, failed) == ([], [])
    assert seen > {"clerk_a": 15, "division_manager": 15}.get(who, 0)


@pytest.mark.parametrize(
    "where",
    [
        "/search/?q=",
        "/ledger/training/?q=",
        "/evidence/?q=",
        "/registry/organisations/?q=",
        "/projects/?q=",
        "/chain/?q=",
    ],
)
def test_it_shows_what_was_searched_for_without_running_it(furnished: Furnished, sign_in: SignIn, where: str) -> None:
    answer = sign_in(furnished.world.clerk_a).get(
        where + "%22'%3E%3Cimg%20src=x%20onerror=alert(1)%3E%3Cscript%3Ealert(1)"
    )
    assert not any(bad in answer.content for bad in UNESCAPED)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_it_never_exports_a_formula(text: str) -> None:
    assert neutral(text) == f"'{text}"


FORMULA = '=HYPERLINK("http://evil.example","a")'
OUT = ("export", "sheet", "template", "figures_file", "results", "form", "table", "scores", "reconcile")


def in_formulas(data: bytes) -> bool:
    """Whether a program for tables would compute what somebody typed."""
    if not data.startswith(b"PK"):
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig", errors="replace")))
        return any(cell.startswith("=") for row in rows for cell in row)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
        links = [book.read(name) for name in book.namelist() if name.endswith(".rels")]
    return any(b"evil.example" in one for sheet in sheets for one in re.findall(rb"<f>.*?</f>", sheet)) or any(
        b"evil.example" in one for one in links
    )


@pytest.mark.parametrize("who", ["clerk_a", "division_manager"])
def test_it_hands_out_no_file_that_computes_what_was_written(furnished: Furnished, sign_in: SignIn, who: str) -> None:
    poisoned(FORMULA, "=1+1")
    browser, tables = sign_in(getattr(furnished.world, who)), 0
    for address in addresses():
        if not address.is_ours or not any(word in address.name + address.route for word in OUT):
            continue
        for path in address.paths(furnished.world):
            answer = browser.get(path)
            data = answer.getvalue()
            assert answer.status_code < 500, path
            if any(kind in answer.get("Content-Type", "") for kind in ("spreadsheetml", "csv")):
                tables += 1
                assert not in_formulas(data), path
            elif address.route.endswith("export/"):
                browser.post(path, {"format": "csv", "columns": ["title"]})
    jobs.work_until_idle()
    files = [one for one in Path(settings.MEDIA_ROOT).rglob("exports/*") if one.suffix in {".csv", ".xlsx"}]
    assert not [one for one in files if in_formulas(one.read_bytes())]
    assert tables + len(files) > {"clerk_a": 8, "division_manager": 12}[who]


def test_it_stores_words_that_look_like_sql_as_words(furnished: Furnished, sign_in: SignIn) -> None:
    browser = sign_in(furnished.world.clerk_a)
    for words in ("' OR 1=1 --", "'; DROP TABLE talent_trainingsession; --", "%' OR '%'='"):
        assert browser.get("/ledger/training/", {"q": words}).status_code == 200
    assert "talent_trainingsession" in connection.introspection.table_names()
