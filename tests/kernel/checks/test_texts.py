"""The checks of running text: a sentence that is wrong, one that is right, one that only looks wrong."""

import pytest

from tests.kernel.checks.build import account, accounts, bad, check_text, indicator, one, self_table, verdicts

WRONG = [
    (
        "2022年度收入合计3000.10万元，其中：一般公共预算财政拨款收入2990万元，其他收入10.10万元；与2021年度收入2500万元（其中：一般公共预算"
        "财政拨款收入2480万元，其他收入20万元）相比，增加800.10万元。",
        "TX-DIFFERENCE",
    ),
    ("2022年投入帮扶资金3000万元，较2021年的2500万元增加600万元，增长20%。", "TX-DIFFERENCE"),
    (
        "项目全年预算数84558.31万元，全年执行数71874.56万元。2021年度公用经费支出23982.30万元，比2020年度支出26647.00万元减少2694.70万元。",
        "TX-DIFFERENCE",
    ),
    ("2022年投入帮扶资金3000万元，较2021年的2500万元增加500万元，增长25%。", "TX-GROWTH"),
    ("公务接待费决算支出2.66万元，比全年预算数3.72万元减少了1.06万元，下降了39.8%。", "TX-GROWTH"),
    ("本年收入1523.26万元，比上年减少76.41万元，下降7.78%。", "TX-GROWTH"),
    ("受助学生人数从2017年2336人增长至2020年3910人，年均增长率22.46%。", "TX-COMPOUND"),
    ("项目全年预算数300万元，执行数285万元，完成预算的98%。", "TX-COMPLETION"),
    ("预算安排200万元，实际支出150万元，预算执行率85%。", "TX-COMPLETION"),
    ("一般公共预算支出1520.26万元，占本年支出合计1523.26万元的91.8%。", "TX-SHARE"),
    ("本年收入合计1523.26万元，其中：财政拨款收入1520.26万元，占89.8%；其他收入3万元，占0.2%。", "TX-SHARE"),
    ("2020年度预算支出364,072.22万元，其中基本支出1,376.89万元，项目支出362,689.32万元。", "TX-PARTS"),
    (
        "政府采购支出总额100万元，其中：政府采购货物支出20万元、政府采购工程支出0万元、政府采购服务支出70万元。",
        "TX-PARTS",
    ),
    ("部门预算资金800万元，其中：甲项目500万元，乙项目400万元。", "TX-PARTS"),
    ("自评得分6.59分（其中采购得分1.59分，合规性得分2分，公开得分2分）。", "TX-PARTS"),
    ("全村人均可支配收入13972人，比上年增长。", "TX-UNIT"),
    ("公务用车运行费预算数为3.5元，决算支出3.5万元，没有购置。", "TX-UNIT"),
    ("项目自评得分85.6分，评价等级为“优”。", "TX-GRADE"),
    ("（一）投入（满分20分，得25分）。", "EV-SCORES"),
    ("资金管理指标权重8分，自评得分9.59分。", "EV-SCORES"),
    ("毕业生就业率达109%，成效明显。", "TX-RANGE"),
    ("住房保障（类）决算支出348.45万元，占0.1%。年初预算为356.39万元，完成年初预算的93.8%。", "TX-COMPLETION"),
    ("年初预算为100万元，支出决算为90万元，完成年初预算的110%。", "TX-COMPLETION"),
    ("任务安排资金19204.1万元。资金支付18501.1万元，支付率95%。", "TX-COMPLETION"),
    ("2024年决算数为57.43万元，2025年支出决算为56.12万元，比2024年决算数减少1.10%。", "TX-GROWTH"),
    ("年初预算为4,733.14万元，支出决算为4,628.17万元。决算数大于预算数。", "TX-DIRECTION"),
    ("公务接待费支出比上年增加（减少）2万元。", "TX-TEMPLATE"),
    ("年初预算为0，支出决算为307.82万元，完成年初预算的95.89%。", "TX-ZERO"),
    ("公务接待费0.30万元，比上年增加0.30万元，增长100%。", "TX-ZERO"),
    ("核定编制29名，年末实有25名，财政供养人员控制率为100%。", "DP-FORMULA"),
]
RIGHT = [
    "2022年投入帮扶资金3000万元，较2021年的2500万元增加500万元，增长20%。",
    "2024年度收、支总计均为1523.26万元。与2023年度相比，收、支总计各减少76.41万元，下降4.78%。",
    "公用经费支出88.5万元，较2022年度增加3.5万元，增长4.12%。",
    "就业人数由年初的6445人增加到8133人，增加1688人，增长率26.19%。",
    "受助学生由2020年的1200人增加到2023年的1800人，增加600人，增长50%，年均增长14.47%。",
    "年初预算安排500万元，年中追加120万元，调整后预算620万元，实际执行600万元，执行率96.77%。",
    "本年支出合计1523.26万元，其中：基本支出1200.5万元，占78.81%；项目支出322.76万元，占21.19%；上缴上级支出0万元，占0%。",
    "安排资金2000万元，其中产业资金1200万元，占60%。",
    "资金766.50万元（市级统筹379.5万元、区级统筹387万元）用于5个项目。",
    "核定编制29名，年末实有25名，财政供养人员控制率为86.21%。",
    "2024年决算数为57.43万元，2025年支出决算为56.12万元，比2024年决算数减少2.28%。",
    "年初预算为4,628.17万元，支出决算为4,733.14万元，完成年初预算的102.27%。决算数大于预算数。",
    "收入：792.22万元。同比上年度增加189.25万元，增加31.39%。其中：财政拨款收入792.22万元，同比上年度增加209.28万元，增加35.9%。",
    "建设任务安排资金19204.096万元。其中，央省14059.11万元、市级1299万元、县级3845.986万元，资金已全部到位。",
    "项目资金共2179万元，截止年底已完成拨付2113.63万元，执行率97%。",
    "本单位实有编制25名。使用劳务派遣人员8名，编外人员控制率为24.24%。",
    "项目自评得分95.6分，评价等级为“优”。其中预算执行9.8分，产出48.8分，效益28分，满意度9分。",
]
NEAR = [
    "规模以上工业总产值195亿元，同比增长25.67%；规模以上工业增加值68亿元，同比增长29.43%。",
    "新增投资69.09亿元，较2019年增长71.69%；吸纳就业4824人。",
    "城镇居民人均可支配收入35000元，增长5%；农村居民人均可支配收入18000元，增长7.2%。",
    "贫困户120户450人，其中低保户30户90人，五保户10户12人。",
    "项目总投资1200万元，其中中央资金800万元，省级资金300万元，县级配套100万元，到位资金1100万元，资金到位率91.67%。",
    "2019年投入1200万元，2020年投入1350万元，2021年投入1500万元，累计投入4050万元，年均增长11.8%。",
    "服务对象满意度96.5%，较上年提高1.2个百分点，投诉率下降0.3个百分点。",
    "1、绩效目标得分：6分（满分7分），其中质量指标值偏低，扣1分。",
    "低收入人口13972人，人均经费300元，共计419万元。",
    "认捐善款15.67亿元（其中在本市认捐6.32亿元）。",
    "毕业生就业率达100%，任务完成率109%。",
    "产出效益分值50分，得分47分；合计得分93.5分，等级为优。",
    "授予中小企业合同金额350万元，占政府采购支出总额350万元的100%，其中：授予小微企业200万元，占授予中小企业合同金额的57.1%。",
    "选派干部120名，其中党政干部30名、专业技术人才90名（教师50名、医生30名、农技人员10名）。",
    "监测对象350户1200人，已消除风险280户960人，占80%。",
    "1.38亿元资金安排项目23个，其中连南县项目增加了7个镇69个村的收入。",
    "三公经费决算总额2771万元，比上年下降1.8%。因公出国经费决算120万元，比上年增长79.1%；公务接待费决算1033万元，比上年下降7.6%。",
    "实施项目共15个（含转列项目5个），年初批复预算8个项目985万元（含结转项目50万元），调整后预算861.46万元，到位资金334.67万元。",
    "专项资金共计2373.51万元，执行率100%。已拨付财政补助资金1002.2739万元，实际支出率42.22%。",
    "年初预算为51.98万元，支出决算为51.98万元，完成年初预算的100%。与上年相比无增长变化。",
    "“三公”经费支出决算为3.5万元，完成预算70%，较上年度减少0.5万元，下降12.5%。",
]


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_it_finds_what_a_sentence_gets_wrong(text: str, code: str) -> None:
    assert code in [found for found, _ in bad(check_text(text))]


@pytest.mark.parametrize("text", RIGHT)
def test_it_confirms_a_sentence_that_is_right(text: str) -> None:
    found = check_text(text)
    assert bad(found) == []
    assert [each.verdict.value for each in found]


@pytest.mark.parametrize("text", NEAR)
def test_it_is_silent_where_nothing_can_be_proved(text: str) -> None:
    assert bad(check_text(text)) == []


def test_it_names_the_base_that_explains_a_growth() -> None:
    text = "公务接待费决算支出2.66万元，比全年预算数3.72万元减少了1.06万元，下降了39.8%。"
    found = one(check_text(text), "TX-GROWTH")
    assert found.recomputed == "28.5%"
    assert "1.06万元÷2.66万元" in found.explanation


def test_it_takes_a_yearly_growth_from_its_own_sentence() -> None:
    text = "2016年派出教师39人。受助学生人数从2017年2336人增长至2020年3910人，年均增长率18.73%。"
    assert one(check_text(text), "TX-COMPOUND").verdict.value == "ok"


def test_it_names_the_arithmetic_average_behind_a_yearly_growth() -> None:
    text = "受助学生人数从2017年2336人增长至2020年3910人，年均增长率22.46%。"
    found = one(check_text(text), "TX-COMPOUND")
    assert found.recomputed == "18.73%"
    assert "算术平均" in found.explanation


def test_it_asks_where_unrounded_amounts_could_explain_a_rate() -> None:
    text = "“三公”经费预算11.51万元。“三公”经费实际支出6.16万元。“三公”经费控制率为53.54%。"
    assert verdicts(check_text(text), "DP-FORMULA") == ["question"]


def test_it_takes_one_in_the_last_decimal_as_rounding() -> None:
    assert verdicts(check_text("执行数285.12万元，项目预算数300万元，预算执行率95.03%。"), "TX-COMPLETION") == [
        "rounding"
    ]


def test_it_reads_full_width_figures() -> None:
    assert bad(check_text("项目全年预算数３００万元，执行数２８５万元，完成预算的９８％。")) == [
        ("TX-COMPLETION", "mismatch")
    ]


def test_it_puts_a_sentence_together_that_a_page_broke() -> None:
    found = check_text("2022年投入帮扶资金3000万元，较2021年的2500万元增加", "500万元，增长20%。")
    assert verdicts(found, "TX-DIFFERENCE") == ["ok"]


# --- one fact told twice ---


def test_it_finds_one_investment_told_with_two_amounts() -> None:
    found = check_text("2018年企业实际投资额30.1961亿元。", "引导企业实际投资额达12亿元，成效明显。")
    assert bad(found) == [("TX-SAME", "mismatch")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2018年企业实际投资额30.1961亿元。", "2017年引导企业实际投资额达12亿元。"),
        ("企业实际投资额30.1961亿元。", "共建产业园6个，实际投资额8.0797亿元。"),
        ("引导企业实际投资额30亿元。", "引导企业实际投资额近40亿元。"),
    ],
)
def test_it_does_not_compare_other_years_other_subjects_and_rough_figures(first: str, second: str) -> None:
    assert bad(check_text(first, second)) == []


def test_it_finds_an_indicator_told_with_another_figure() -> None:
    table = self_table(indicator("喀什农产品展示中心参观", "≥100 次", "150 次"))
    assert bad(check_text("全年喀什农产品展示中心参观次数260次。", tables=[table])) == [("TX-SAME", "mismatch")]


def test_it_lets_a_text_tell_the_target() -> None:
    table = self_table(indicator("喀什农产品展示中心参观", "≥100 次", "150 次"))
    assert bad(check_text("“喀什农产品展示中心参观≥100次”已经完成。", tables=[table])) == []


def test_it_lets_a_text_admit_that_a_target_was_wrong() -> None:
    table = self_table(indicator("喀什农产品展示中心参观", "≥100 次", "150 次"))
    text = "个别指标设置有误，“喀什农产品展示中心参观≥800次”已修改。"
    assert bad(check_text(text, tables=[table])) == []


RECEPTION = self_table(
    indicator("公务接待批次", "≥10 次", "14 次", "45", "45", line=10),
    indicator("公务接待人次", "≥100 人次", "144 人次", "45", "45", line=11),
)


def test_it_finds_receptions_told_with_other_counts() -> None:
    found = check_text("公务接待费2.66万元，共接待22批次，总人数150人。", tables=[RECEPTION])
    assert bad(found) == [("TX-SAME", "mismatch")]
    assert len(one(found, "TX-SAME").related) == 2


def test_it_confirms_receptions_told_alike() -> None:
    found = check_text("公务接待费2.66万元，共接待14批次，总人数144人。", tables=[RECEPTION])
    assert verdicts(found, "TX-SAME") == ["ok", "ok"]


# --- summaries, quarters, amounts added ---


def test_it_finds_a_summary_that_tells_another_score() -> None:
    text = "（1）干部培训绩效自评综述：项目自评得分98分。项目全年预算数0.1万元，执行数0.1万元，预算执行率100%。"
    assert ("TX-SUMMARY", "mismatch") in bad(check_text(text, tables=[self_table()]))


def test_it_confirms_a_summary_in_another_unit() -> None:
    text = "（1）干部培训绩效自评综述：项目自评得分100分。项目全年预算数0.1万元，执行数0.1万元，预算执行率100%。"
    assert verdicts(check_text(text, tables=[self_table()]), "TX-SUMMARY") == ["ok"] * 4


QUARTERS = "第一季度预算支出100万元，第一季度预算执行率为{a}%；第二季度预算支出200万元，第二季度预算执行率为100%；"
QUARTERS += "第三季度预算支出300万元，第三季度预算执行率为100%；第四季度预算支出{last}万元，第四季度预算执行率为100%，全年平均支出进度率为{mean}%。"


def test_it_finds_a_cumulative_figure_that_falls() -> None:
    assert bad(check_text(QUARTERS.format(a=100, last=150, mean=100))) == [("TX-QUARTERS", "mismatch")]


def test_it_asks_about_quarters_that_were_capped() -> None:
    assert bad(check_text(QUARTERS.format(a=120, last=400, mean=100))) == [("TX-QUARTERS", "question")]


def test_it_asks_about_one_quarter_that_was_capped_alone() -> None:
    text = "年初预算400万元。第一季度预算支出150万元，第一季度预算执行率为150%；第二季度预算支出220万元，第二季度预算执行率为110%；"
    text += "第三季度预算支出330万元，第三季度预算执行率为100%；第四季度预算支出396万元，第四季度预算执行率为99%。"
    assert bad(check_text(text)) == [("TX-QUARTERS", "question")]


def test_it_confirms_quarters_that_accumulate() -> None:
    assert bad(check_text(QUARTERS.format(a=100, last=400, mean=100))) == []


@pytest.mark.parametrize(("added", "verdict"), [("40", "ok"), ("30", "question")])
def test_it_compares_an_amount_added_with_what_it_explains(added: str, verdict: str) -> None:
    text = (
        f"决算支出140万元，年初预算为100万元，完成年初预算的140%。决算数大于预算数的主要原因是年中追加下达{added}万元。"
    )
    assert verdicts(check_text(text), "TX-ADDED") == [verdict]


def test_it_compares_the_sum_of_adjustments_with_two_budgets() -> None:
    texts = ("2020年年初预算246,364.09万元，调整预算数369,180.65万元。", "资金调整累计金额122,806.74万元，按规定办理。")
    assert verdicts(check_text(*texts), "TX-ADDED") == ["question"]


def test_it_asks_when_all_means_not_quite_all() -> None:
    five = accounts("05", account("", "合计", "364,066.21", "1,376.89", "362,689.32"))
    text = "共涉及财政资金362,328.53万元，占一般公共预算项目支出总额的100%。"
    assert verdicts(check_text(text, tables=[five]), "TX-SHARE") == ["question"]


@pytest.mark.parametrize(("last", "verdict"), [("40", "ok"), ("38", "mismatch")])
def test_it_adds_the_parts_of_an_evaluation_told_in_the_text(last: str, verdict: str) -> None:
    heads = [f"（{n}）{name}（满分20分，得分20分）" for n, name in (("一", "投入"), ("二", "过程"), ("三", "产出"))]
    texts = [*heads, f"（四）效果（满分40分，得分{last}分）", "（五）评价结论：自评总分100分，已完成目标。"]
    assert verdicts(check_text(*texts), "EV-SCORES").count(verdict) >= 1
    assert ("mismatch" in verdicts(check_text(*texts), "EV-SCORES")) is (verdict == "mismatch")


def test_it_reads_a_table_amount_that_leaves_out_its_unit() -> None:
    table = self_table(indicator("“6·30”活动募集款物", "≥5 亿元", "6.32 亿"))
    assert bad(check_text("“6·30”活动募集款物 6.32 亿元。", tables=[table])) == []
    assert bad(check_text("“6·30”活动募集款物 6.23 亿元。", tables=[table])) == [("TX-SAME", "mismatch")]


class TestDivided:
    SPENT = "2022年预算数500.00万元，执行数400.00万元。"

    def test_it_adds_up_what_is_divided_by_source(self) -> None:
        told = "按资金来源分，一般公共预算财政拨款支出{}万元，政府性基金预算财政拨款支出0万元。"
        assert bad(check_text(self.SPENT, told.format("400.00"))) == []
        assert bad(check_text(self.SPENT, told.format("470.00"))) == [("TX-PARTS", "mismatch")]

    def test_it_lets_brackets_name_only_some_parts(self) -> None:
        told = "总收入合计{}万元（含一般公共预算财政拨款收入300.00万元、政府性基金预算财政拨款收入50.00万元）。"
        assert bad(check_text(told.format("400.00"))) == []
        assert bad(check_text(told.format("340.00"))) == [("TX-PARTS", "mismatch")]


def test_it_asks_when_full_marks_do_not_make_a_hundred() -> None:
    parts = [
        f"（{name}（满分{full}分，得{full}分）" for name, full in (("一）投入", 20), ("二）过程", 24), ("三）产出", 60))
    ]
    assert bad(check_text(*parts, "自评总分104分。")) == [("EV-SCORES", "question")]


def test_it_measures_a_share_of_the_whole_told_before() -> None:
    told = (
        "财政拨款支出 200.00 万元。其中基本支出 40.00 万元，占部门总支出 {}，项目支出 160.00 万元，占部门总支出 80%。"
    )
    assert bad(check_text(told.format("20%"))) == []
    assert bad(check_text(told.format("26%"))) == [("TX-SHARE", "mismatch")]
