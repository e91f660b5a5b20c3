"""The indicator check, row by row (JX04). Lines of seeds are those of docs/domain/goal-checks.md."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.kernel.goals.build import CLEAN, indicator, row_codes, sheet, sheet_codes
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import CATALOGUE, Place, Severity, is_blocked, lint, lint_indicator

pytestmark = pytest.mark.function("JX04")


def test_it_finds_nothing_in_a_clean_sheet() -> None:
    assert lint(sheet()) == ()


@pytest.mark.parametrize("target", ["", "无", "—"])
def test_it_blocks_an_indicator_without_a_target(target: str) -> None:
    assert "G-NO-TARGET" in row_codes(indicator(target=target))


def test_it_passes_a_level_that_does_not_apply() -> None:
    empty = indicator("无", "无", code="7", level2="生态效益指标", points="0", definition="", data_owner="")
    assert sheet_codes(sheet(*CLEAN, empty)) == set()


@pytest.mark.parametrize(
    "target", ["一定幅度增长", "逐步提高", "有效改善", "比上年有一定幅度增长", "明显提升", "较上年增长", "稳步提高"]
)
def test_it_blocks_a_target_that_only_sounds_like_a_number(target: str) -> None:
    found = lint_indicator(indicator(target=target, level2="社会效益指标"), sheet())
    assert [(one.code, one.severity) for one in found] == [("G-NO-NUMBER", Severity.BLOCK)]


def test_it_finds_the_vague_growth_that_guangzhou_wrote_into_the_name() -> None:
    name = "投资企业数、实际投资额和社会帮扶资金数比上年有一定幅度增长"
    assert "G-NO-NUMBER" in row_codes(indicator(name, "完成", level2="经济效益指标"))


def test_it_passes_words_of_change_that_are_graded() -> None:
    one = indicator("受援地营商环境", "持续改善", level2="可持续影响指标", definition="分三级：优、良、中")
    assert row_codes(one) == set()
    assert row_codes(replace(one, target="一定幅度改善")) == {"G-NO-NUMBER"}


def test_it_asks_for_a_number_in_an_indicator_of_quantity() -> None:
    assert {"G-NO-NUMBER"} == row_codes(indicator(target="全部完成")) == row_codes(indicator(target="≥次"))


@pytest.mark.parametrize("target", ["≥5%", "比2020年增长≥5%", "≥20 家"])
def test_it_passes_growth_with_a_number(target: str) -> None:
    assert "G-NO-NUMBER" not in row_codes(indicator("帮扶地区农产品销售额增长率", target, level2="经济效益指标"))


@pytest.mark.parametrize("target", ["约50次", "≥10次≤20次", "2021年13月"])
def test_it_blocks_a_target_that_is_written_wrong(target: str) -> None:
    found = [one for one in lint_indicator(indicator(target=target), sheet()) if one.code == "G-UNREADABLE"]
    assert [one.severity for one in found] == [Severity.BLOCK]


def test_it_asks_about_a_target_with_more_than_one_number() -> None:
    found = lint_indicator(indicator(target="培训 3 期 120 人次"), sheet())
    assert [(one.code, one.severity) for one in found] == [("G-UNREADABLE", Severity.WARN)]


def test_it_asks_for_levels_of_a_qualitative_target() -> None:
    one = indicator("帮扶协作机制健全", "健全", level2="可持续影响指标")
    assert "G-QUALITATIVE" in row_codes(one)
    assert "G-QUALITATIVE" not in row_codes(replace(one, definition="达成：制度齐全；部分达成：缺一项；未达成：缺两项"))


@pytest.mark.parametrize(("target", "is_asked"), [("16 栋", True), ("=16 栋", False), ("≥16 栋", False)])
def test_it_asks_which_way_a_bare_number_goes(target: str, is_asked: bool) -> None:
    assert ("G-NO-SIGN" in row_codes(indicator("建成教学用楼", target))) is is_asked


def test_it_takes_all_of_a_rate_as_clear() -> None:
    assert "G-NO-SIGN" not in row_codes(indicator("程序规范率", "100%", level2="质量指标"))


def test_it_takes_the_sign_from_its_column() -> None:
    assert row_codes(indicator(target="120 人次", sign="≥")) == set()


def test_it_blocks_two_signs_that_disagree() -> None:
    assert "G-SIGN-CONFLICT" in row_codes(indicator(target="≥120 人次", sign="≤"))
    assert "G-SIGN-CONFLICT" not in row_codes(indicator(target="≥120 人次", sign="≥"))


@pytest.mark.parametrize("target", ["≥1200", "≥1", "5"])
def test_it_blocks_a_number_without_a_unit(target: str) -> None:
    assert "G-NO-UNIT" in row_codes(indicator("招收云南昭通卡户生数量", target))


def test_it_takes_the_unit_from_its_column() -> None:
    assert row_codes(indicator(target="≥1200", unit="人")) == set()


def test_it_needs_no_unit_for_none_at_all() -> None:
    assert "G-NO-UNIT" not in row_codes(indicator("安全责任事故数", "≤0", level2="质量指标"))


@pytest.mark.parametrize(("unit", "is_wrong"), [("人", True), ("人次", False), ("万人次", False), ("/", False)])
def test_it_blocks_two_units_that_do_not_convert(unit: str, is_wrong: bool) -> None:
    assert ("G-UNIT-CONFLICT" in row_codes(indicator(unit=unit))) is is_wrong


def test_it_reads_a_frequency_whose_column_repeats_the_period() -> None:
    assert row_codes(indicator("网站更新工作动态次数", "≥2 次/月", unit="次/月")) == set()


@pytest.mark.parametrize(("unit", "is_wrong"), [("人", True), ("人次", False), ("万人次", False)])
def test_it_blocks_a_unit_that_does_not_convert_to_the_librarys(unit: str, is_wrong: bool) -> None:
    assert ("G-UNIT-LIBRARY" in row_codes(indicator(library_code="PX-01", library_unit=unit))) is is_wrong


def test_it_hints_at_a_unit_nobody_knows() -> None:
    assert row_codes(indicator(target="≥3 乡")) == {"G-UNIT-UNKNOWN"}


# --- direction and money ---


def test_it_blocks_a_cost_to_be_reached() -> None:
    assert "G-DIRECTION" in row_codes(indicator("资助毕节项目数", "≥1 个", level2="成本指标"))
    assert "G-DIRECTION" in row_codes(indicator("单位培训成本", "不少于 1500 元", level2="成本指标"))


def test_it_passes_a_saving_to_be_reached() -> None:
    assert row_codes(indicator("采购成本节约率", "≥5%", level2="成本指标")) == set()


def test_it_blocks_an_output_not_to_be_passed() -> None:
    assert "G-DIRECTION" in row_codes(indicator(target="≤120 人次"))


@pytest.mark.parametrize(("name", "target"), [("接待差错率", "≤5%"), ("平台高风险缺陷数", "≤3 个")])
def test_it_passes_what_should_be_little(name: str, target: str) -> None:
    assert "G-DIRECTION" not in row_codes(indicator(name, target, level2="质量指标"))


def test_it_asks_about_a_rate_of_at_least_all() -> None:
    one = indicator("系统正常运行率", "≥100%", level2="质量指标")
    assert [(found.code, found.severity) for found in lint_indicator(one, sheet())] == [("G-RATE-OVER", Severity.WARN)]


def test_it_blocks_a_share_of_more_than_all() -> None:
    found = lint_indicator(indicator("参训覆盖率", "≥120%", level2="质量指标"), sheet())
    assert [(one.code, one.severity) for one in found] == [("G-RATE-OVER", Severity.BLOCK)]


@pytest.mark.parametrize("name", ["农产品销售额增长率", "招商任务完成率"])
def test_it_lets_growth_and_plans_pass_all(name: str) -> None:
    assert "G-RATE-OVER" not in row_codes(indicator(name, "≥120%", level2="质量指标"))


def test_it_blocks_the_spending_that_shenzhen_set_as_a_cost() -> None:
    found = row_codes(indicator("资金执行数", "不少于 23.71 亿元", level2="成本指标"))
    assert {"G-SPENDING", "G-DIRECTION"} <= found


def test_it_blocks_money_spent_as_an_output() -> None:
    assert "G-SPENDING" in row_codes(indicator("帮扶资金投入金额", "≥500 万元"))


def test_it_asks_about_an_execution_rate() -> None:
    found = lint_indicator(indicator("项目经费使用率", "≥90%", level2="成本指标"), sheet())
    assert [(one.code, one.severity) for one in found] == [("G-SPENDING", Severity.WARN)]


def test_it_passes_money_raised() -> None:
    assert row_codes(indicator("消费帮扶采购额", "≥500 万元", level2="经济效益指标")) == set()


def test_it_blocks_a_cost_without_a_limit() -> None:
    assert row_codes(indicator("年度设备采购节约额", "年度预算有结余", level2="成本指标")) == {"G-COST-NO-CAP"}


@pytest.mark.parametrize(("target", "is_loose"), [("≤1060 万元", True), ("≤680 万元", False), ("≤6800000 元", False)])
def test_it_asks_about_a_limit_above_the_budget(target: str, is_loose: bool) -> None:
    one = indicator("综合管理平台建设成本", target, level2="成本指标")
    assert ("G-COST-LOOSE" in row_codes(one, budget=Exact(6_800_000))) is is_loose


def test_it_says_nothing_of_a_limit_when_the_budget_is_not_known() -> None:
    one = indicator("综合管理平台建设成本", "≤1060 万元", level2="成本指标")
    assert row_codes(one, budget=None) == set()


# --- years ---


def test_it_blocks_the_date_that_was_left_from_last_year() -> None:
    one = indicator("云南昭通卡户生如期入学", "2019/10/1", level2="时效指标")
    assert "G-YEAR" in row_codes(one, year=2020)
    assert row_codes(replace(one, target="2020/10/1"), year=2020) == set()


@pytest.mark.parametrize("name", ["完成2017年度助学任务人数", "19年指标农家财险户数"])
def test_it_blocks_a_name_of_another_year(name: str) -> None:
    found = lint_indicator(indicator(name), sheet())
    assert [(one.code, one.place, one.severity) for one in found] == [("G-YEAR", Place.NAME, Severity.BLOCK)]


def test_it_asks_about_a_definition_of_another_year() -> None:
    found = lint_indicator(indicator(definition="2020年签到人次"), sheet())
    assert [(one.code, one.place, one.severity) for one in found] == [("G-YEAR", Place.DEFINITION, Severity.WARN)]


@pytest.mark.parametrize("text", ["比2020年增长的人次", "按2015年标准计", "2020年至2022年累计", "2021年签到人次"])
def test_it_passes_a_year_that_is_a_base_a_standard_or_within(text: str) -> None:
    assert row_codes(indicator(definition=text)) == set()


def test_it_blocks_a_row_of_another_year() -> None:
    assert row_codes(indicator(year=2020)) == {"G-YEAR"}


@pytest.mark.parametrize("target", ["2022年6月前", "次年3月底前"])
def test_it_blocks_a_date_after_the_year(target: str) -> None:
    assert "G-AFTER-YEAR" in row_codes(indicator("校区建成时间", target, level2="时效指标"))


def test_it_passes_a_date_within_the_year() -> None:
    assert row_codes(indicator("校区建成时间", "2021年6月前", level2="时效指标")) == set()


# --- data and names ---


def test_it_asks_about_data_that_another_office_holds() -> None:
    one = indicator("帮助受援地贫困户就业人数", "≥100000 人", data_owner="省对口支援前方工作队")
    assert row_codes(one) == {"G-OTHERS-DATA"}


@pytest.mark.parametrize("owner", ["某市协作办综合处", "本单位", "某市协作办"])
def test_it_takes_a_section_of_the_office_as_its_own(owner: str) -> None:
    assert row_codes(indicator(data_owner=owner)) == set()


def test_it_asks_who_gives_the_data() -> None:
    assert row_codes(indicator(data_owner=" ")) == {"G-NO-OWNER"}


def test_it_asks_for_a_survey_where_letters_of_thanks_are_counted() -> None:
    one = indicator("收到感谢信数量", "≥4 份", level2="满意度指标", data_source="来信登记")
    assert row_codes(one) == {"G-NO-SURVEY"}
    assert row_codes(replace(one, name="参训干部满意度", target="≥90%", data_source="问卷调查")) == set()


def test_it_asks_for_a_definition_of_an_own_indicator() -> None:
    one = indicator(definition="")
    assert row_codes(one) == {"G-NO-DEFINITION"}
    assert row_codes(replace(one, library_code="PX-01")) == set()


@pytest.mark.parametrize("name", ["完成情况", "项目完成质量", "社会效益", "其他", "数量"])
def test_it_asks_about_a_name_that_fits_any_project(name: str) -> None:
    assert "G-VAGUE-NAME" in row_codes(indicator(name))


@pytest.mark.parametrize("name", ["服务对象满意度", "公务接待人次", "资金支付及时率"])
def test_it_passes_a_short_name_that_says_what_is_counted(name: str) -> None:
    assert "G-VAGUE-NAME" not in row_codes(indicator(name))


# --- words ---


def test_it_says_what_why_and_what_to_do_in_both_languages() -> None:
    for one in lint_indicator(indicator("资金执行数", "不少于 23.71 亿元", level2="成本指标"), sheet()):
        assert all((one.what.zh, one.what.en, one.why.zh, one.why.en, one.remedy.zh, one.remedy.en))
        assert "资金执行数" in one.what.zh


def test_it_has_words_for_every_check() -> None:
    texts = [
        text
        for check in CATALOGUE.values()
        for words in (check.title, check.why, check.remedy)
        for text in (words.zh, words.en)
    ]
    assert all(texts)


def test_it_blocks_a_sheet_only_by_what_is_serious() -> None:
    assert is_blocked(lint_indicator(indicator(target="≥5"), sheet()))
    assert not is_blocked(lint_indicator(indicator(target="5 人"), sheet()))


def test_it_explains_every_check_on_its_page() -> None:
    page = (Path(__file__).parents[3] / "docs/domain/goal-checks.md").read_text(encoding="utf-8")
    told = {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith(("| G-", "| P-", "| M-"))}
    assert set(told) == set(CATALOGUE)
    assert all(check.title.zh in told[code] and check.severity in told[code] for code, check in CATALOGUE.items())
