"""The indicator register: a changed definition leaves old figures as they were, and says how they compare."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.factories.world import World
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.dictionary import api
from xieshou.platform.dictionary.models import Figure, Indicator, IndicatorVersion
from xieshou.platform.registry import api as registry

pytestmark = pytest.mark.function("JC08")

SignIn = Callable[[User], Client]
FIRST: dict[str, Any] = {
    "definition": "采购受援地产品的金额",
    "unit": "亿元",
    "direction": "higher",
    "owner_name": "商务部门",
    "data_source": "合同",
}
SECOND: dict[str, Any] = {**FIRST, "unit": "万元", "valid_from": date(2021, 1, 1), "reason": "改用万元填报"}
IN_WAN_YUAN = {"kind": "factor", "numerator": "10000"}
NOT_COMPARABLE = {"kind": "not_comparable", "reason": "统计对象不同"}


def indicator(**changed: Any) -> Indicator:
    return api.indicator_create(actor=None, **{"code": "sales", "name": "采购额", **FIRST, **changed})


def revised(found: Indicator, bridge: dict[str, str] = IN_WAN_YUAN, **changed: Any) -> IndicatorVersion:
    return api.indicator_revise(actor=None, indicator=found, bridge=bridge, **{**SECOND, **changed})


@pytest.mark.django_db
def test_it_keeps_an_old_figure_and_converts_it_exactly() -> None:
    found = indicator()
    old = found.versions.get()
    figure = api.figure_add(actor=None, version=old, value="1.5796", period="2018", source="河池总结 第 21 行")
    new = revised(found)
    figure.refresh_from_db()
    assert (figure.value, figure.version) == ("1.5796", old)
    (row,) = api.compared(new, Figure.objects.all())
    assert (row.converted.value, row.converted.text) == (Fraction(15796), "15796")
    (row,) = api.compared(old, Figure.objects.all())
    assert row.converted.text == "1.5796"


@pytest.mark.django_db
def test_it_converts_back_and_through_several_versions() -> None:
    found = indicator()
    first = found.versions.get()
    revised(found)
    third = revised(found, {"kind": "comparable"}, valid_from=date(2023, 1, 1))
    assert api.convert(Fraction(8), first, third).text == "80000"
    assert api.convert(Fraction(1), third, first).text == "0.0001"


@pytest.mark.django_db
def test_it_never_converts_what_cannot_be_compared_and_says_why() -> None:
    found = indicator()
    first = found.versions.get()
    second = revised(found, NOT_COMPARABLE)
    third = revised(found, valid_from=date(2023, 1, 1))
    assert api.convert(Fraction(16149), first, second).text == "不可比：统计对象不同"
    assert api.convert(Fraction(16149), first, third).value is None
    assert api.convert(Fraction(1), second, third).text == "10000"


@pytest.mark.django_db
def test_it_ends_a_version_where_the_next_begins() -> None:
    found = indicator()
    revised(found)
    assert [(v.number, v.valid_from, v.valid_to) for v in found.versions.order_by("number")] == [
        (1, None, date(2021, 1, 1)),
        (2, date(2021, 1, 1), None),
    ]
    assert [api.version_on(found, date(year, 6, 1)).number for year in (2020, 2021)] == [1, 2]  # type: ignore[union-attr]
    assert audit.history_of(found)[0].changes == [["单位", "亿元", "万元"]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"definition": " "}, "定义"),
        ({"unit": "%"}, "分子、分母"),
        ({"numerator": "满意数"}, "只填了一个"),
        ({"direction": "up"}, "越高越好"),
        ({"code": "采购额"}, "不能作代码"),
    ],
)
def test_it_says_what_a_definition_lacks(changed: dict[str, str], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        indicator(**changed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bridge", "words"),
    [
        ({}, "如何衔接"),
        ({"kind": "not_comparable"}, "要说明原因"),
        ({"kind": "factor", "numerator": "一万"}, "不是数"),
        ({"kind": "factor", "numerator": "1", "denominator": "0"}, "不能是 0"),
    ],
)
def test_it_takes_no_new_version_without_a_bridge(bridge: dict[str, str], words: str) -> None:
    found = indicator()
    with pytest.raises(Invalid, match=words):
        revised(found, bridge)
    assert found.versions.count() == 1


@pytest.mark.django_db
def test_it_takes_no_figure_without_its_source() -> None:
    with pytest.raises(Invalid, match="出处"):
        api.figure_add(actor=None, version=indicator().versions.get(), value="1", period="2020", source=" ")


def test_it_lets_only_keepers_of_the_dictionary_change_it(world: World) -> None:
    with pytest.raises(Refused, match="维护指标字典"):
        api.indicator_create(actor=world.clerk_a, code="sales", name="采购额", **FIRST)


@pytest.mark.django_db
def test_it_loads_published_figures_with_their_lines_once() -> None:
    registry.regions_load()
    assert api.dictionary_load() == api.dictionary_load() == (13, 7)
    figure = Figure.objects.get(value="16149")
    assert (figure.source, figure.source_line, str(figure.region)) == ("hechi-2018", 21, "河池市")
    assert Figure.objects.exclude(source="").count() == Figure.objects.count() == 22
    assert not IndicatorVersion.objects.filter(definition="").exists()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_it_prints_every_decimal_without_losing_a_digit(value: Any) -> None:
    assert Fraction(api.exact_text(Fraction(value))) == Fraction(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1, 3), "1/3 ≈ 0.3333"), (Fraction(-2, 3), "-2/3 ≈ -0.6667"), (Fraction(1, 8), "0.125")],
)
def test_it_marks_a_rounded_number(value: Fraction, text: str) -> None:
    assert api.exact_text(value) == text


# ---- pages


def test_it_shows_the_versions_side_by_side_with_their_figures(world: World, sign_in: SignIn) -> None:
    found = indicator()
    api.figure_add(actor=None, version=found.versions.get(), value="1.5796", period="2018", source="河池总结")
    revised(found)
    client = sign_in(world.clerk_a)
    page = client.get(found.get_absolute_url()).content.decode()
    for words in ("<mark>万元</mark>", "× 10000", "1.5796 亿元", "15796"):
        assert words in page
    asked = {"value": "２３.5", "from": "1", "version": "2"}
    assert "235000" in client.get(found.get_absolute_url(), asked).content.decode()
    assert client.get(found.get_absolute_url(), {**asked, "value": "很多"}).status_code == 422


def test_it_exports_every_version_and_no_formula(world: World, sign_in: SignIn) -> None:
    revised(indicator(definition="=1+1"))
    answer = sign_in(world.clerk_a).get("/dictionary/indicators.xlsx", {"q": "采购"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [(row[0], row[3], row[5]) for row in rows[1:]] == [("sales", 1, "亿元"), ("sales", 2, "万元")]
    assert rows[1][4] == "=1+1"


def test_it_revises_an_indicator_on_its_page(world: World, sign_in: SignIn) -> None:
    client, found = sign_in(world.division_manager), indicator()
    entered = {**FIRST, "unit": "万元", "valid_from": "2021年1月1日", "reason": "改单位", "kind": "factor"}
    url = f"{found.get_absolute_url()}revise/"
    assert client.post(url, entered).status_code == 422
    assert client.post(url, {**entered, "bridge_numerator": "10000"}).status_code == 302
    assert found.versions.count() == 2


@pytest.mark.parametrize("page", ["", "revise/", "figures/new/"])
def test_it_guards_the_pages_of_an_indicator(world: World, sign_in: SignIn, page: str) -> None:
    url = f"{indicator().get_absolute_url()}{page}"
    assert Client().get(url).status_code == 302
    assert sign_in(world.clerk_a).get(url).status_code == (403 if page else 200)
    assert sign_in(world.division_manager).get(url).status_code == 200
    assert sign_in(world.division_manager).delete(url).status_code == 405
    assert sign_in(world.clerk_a).get("/dictionary/indicators/unknown/").status_code == 404


def test_it_lists_with_few_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(60):
        api.indicator_create(actor=None, code=f"i{number:02}", name=f"指标{number}", category="产业", **FIRST)
    client = sign_in(world.clerk_a)
    with django_assert_max_num_queries(12):
        first = client.get("/dictionary/", {"category": "产业"})
    assert len(client.get("/dictionary/" + first.context["page"].next_url).context["page"].rows) == 10
