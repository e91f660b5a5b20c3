"""Offices, posts and published figures of the demonstration: they fit together, and nothing is invented."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import xieshou

PACKAGE = Path(xieshou.__file__).parent
DATA = PACKAGE / "platform" / "registry" / "data"
Entry = dict[str, Any]


def read(name: str) -> dict[str, list[Entry]]:
    loaded: dict[str, list[Entry]] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return loaded


OFFICES = read("shenzhen_offices.yaml")["organisations"]
POSTS = read("demo_roles.yaml")["posts"]
LEDGERS = read("facts_ledgers.yaml")
FIGURES = [figure for ledger in LEDGERS.values() for figure in ledger]


def region_codes() -> set[str]:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"] for row in csv.DictReader(lines)}


def keys(entries: list[Entry]) -> list[str]:
    return [entry["key"] for entry in entries]


@pytest.mark.parametrize("entries", [OFFICES, POSTS, *LEDGERS.values()])
def test_it_has_every_key_once(entries: list[Entry]) -> None:
    assert len(keys(entries)) == len(set(keys(entries)))


def test_it_places_every_entry_in_a_known_region() -> None:
    used = {entry["region"] for entry in (*OFFICES, *POSTS, *FIGURES)} - {None}
    assert used <= region_codes()


def test_it_has_one_tree_of_organisations() -> None:
    parents = {office["key"]: office["parent"] for office in OFFICES}
    assert {parent for parent in parents.values() if parent} <= set(parents)
    for key in parents:
        seen, at = set(), key
        while at := parents[at]:
            assert at not in seen, key
            seen.add(at)


@pytest.mark.parametrize("office", OFFICES, ids=keys(OFFICES))
def test_it_gives_each_office_a_published_line_or_calls_it_generic(office: Entry) -> None:
    assert ("source" in office) != office.get("generic", False)
    assert office["credit_code"] is None
    if "source" in office:
        assert (PACKAGE / "datasets" / office["source"]["document"] / "dataset.yaml").exists()
        assert office["source"]["line"] > 0


def test_it_names_the_five_divisions_of_the_office() -> None:
    divisions = {office["short_name"] for office in OFFICES if office["kind"] == "division"}
    assert divisions == {"综合处", "专项资金处", "扶贫协作处", "对口支援处", "合作交流处"}


def test_it_seats_every_post_in_an_organisation() -> None:
    assert {post["organisation"] for post in POSTS} <= set(keys(OFFICES))


def test_it_keeps_the_three_administrators_apart() -> None:
    administrators = [post["duty"] for post in POSTS if post["duty"] in {"system", "security", "audit"}]
    assert sorted(administrators) == ["audit", "security", "system"]


@pytest.mark.parametrize("figure", FIGURES, ids=keys(FIGURES))
def test_it_quotes_each_figure(figure: Entry) -> None:
    assert figure["quantity"] in figure["quote"]
    assert figure["line"] > 0
    assert figure.get("qualifier", "") in figure["quote"]
    assert (PACKAGE / "datasets" / figure["document"] / "dataset.yaml").exists()


@pytest.mark.parametrize(
    ("total", "expected"), [("tibet", 554), ("heyuan", 543), ("shanwei", 5440), ("graduates", 1011)]
)
def test_it_has_all_parts_of_a_published_total(total: str, expected: int) -> None:
    training = LEDGERS["training"]
    assert next(figure["quantity"] for figure in training if figure["key"] == total) == str(expected)
    assert sum(Decimal(figure["quantity"]) for figure in training if figure.get("part_of") == total) == expected


def test_it_points_at_figures_that_exist() -> None:
    for ledger in LEDGERS.values():
        named = {figure[link] for figure in ledger for link in ("part_of", "contradicts") if link in figure}
        assert named <= set(keys(ledger))
