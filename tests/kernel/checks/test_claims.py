"""One claim in other words: the clause, the thing counted, the places, the rest."""

from tests.kernel.checks.build import bad, check_text, one, verdicts

SIGNED = "五个专场推介共签约项目38个，计划总投资175.23亿元；在博览会上签约项目6个。"


class TestTheSameClause:
    def test_it_asks_when_a_clause_is_told_again_with_another_figure(self) -> None:
        found = check_text("企业带动16149名贫困人口脱贫。", "采取多种措施，带动贫困人口脱贫5470人。")
        assert bad(found) == [("TX-SAME", "question")]
        assert one(found, "TX-SAME").recomputed == "16149名"

    def test_it_confirms_a_clause_that_is_told_again(self) -> None:
        found = check_text("企业带动16149名贫困人口脱贫。", "采取多种措施，带动贫困人口脱贫16149人。")
        assert verdicts(found, "TX-SAME") == ["ok"]

    def test_it_takes_a_sum_of_what_is_told_elsewhere(self) -> None:
        found = check_text(
            "种植业带动300名脱贫劳动力就业。", "养殖业带动200名脱贫劳动力就业。", "带动脱贫劳动力就业500人。"
        )
        assert bad(found) == []

    def test_it_says_nothing_of_two_years(self) -> None:
        assert bad(check_text("2019年企业带动100名贫困人口脱贫。", "2020年企业带动贫困人口脱贫200人。")) == []

    def test_it_says_nothing_of_a_list_by_county(self) -> None:
        told = [
            f"{name}县带动{amount}名贫困人口脱贫。"
            for name, amount in zip("甲乙丙丁戊", range(100, 600, 100), strict=True)
        ]
        assert bad(check_text(*told)) == []


class TestAWholeAgainstWhatIsToldOfItsParts:
    def test_it_asks_for_the_count_and_the_investment_told_with_it(self) -> None:
        found = check_text(SIGNED, "成功签约48个项目，引进项目意向投资金额近200亿元。")
        assert bad(found) == [("TX-SAME", "question")]
        assert one(found, "TX-SAME").recomputed == "44个"
        money = one(found, "TX-SAME").related[0]
        assert (money.published, money.recomputed) == ("近200亿元", "175.23亿元")

    def test_it_confirms_the_sum(self) -> None:
        assert bad(check_text(SIGNED, "成功签约44个项目，引进项目意向投资金额180亿元。")) == []


class TestPlaces:
    def test_it_asks_when_the_same_places_have_two_counts_of_a_thing(self) -> None:
        found = check_text("聚焦广西百色、河池未摘帽的46个贫困村。", "与百色、河池47个国家挂牌督战贫困村结对帮扶。")
        assert bad(found) == [("TX-SAME", "question")]

    def test_it_says_nothing_of_other_places(self) -> None:
        assert (
            bad(check_text("聚焦广西百色、河池未摘帽的46个贫困村。", "与毕节、黔南47个国家挂牌督战贫困村结对帮扶。"))
            == []
        )

    def test_it_asks_when_two_places_do_not_make_the_figure_of_both(self) -> None:
        each = "帮扶河源落地超亿元项目数量24个，帮扶汕尾落地超亿元项目数量23个。"
        found = check_text("帮扶河源、汕尾引进超亿元工业项目61个。", each)
        assert one(found, "TX-SAME").recomputed == "47个"
        assert bad(check_text("帮扶河源、汕尾引进超亿元工业项目47个。", each)) == []


class TestTheRest:
    def test_it_adds_what_is_only_and_what_is_left(self) -> None:
        found = check_text("运行保障人数27人，因经费只保障其中11人，另外17个人由区里保障。")
        assert one(found, "TX-PARTS").recomputed == "28人"

    def test_it_says_nothing_when_they_make_the_whole(self) -> None:
        assert bad(check_text("运行保障人数28人，因经费只保障其中11人，另外17个人由区里保障。")) == []


def test_it_asks_what_stable_employment_means_when_it_has_two_figures() -> None:
    found = check_text("脱贫人口转移就业，稳定就业380人，稳定就业3个月以上325人。")
    assert bad(found) == [("TX-SAME", "question")]


def test_it_reads_a_signing_as_no_approximation() -> None:
    assert bad(check_text("成功签约50个项目。", SIGNED)) == [("TX-SAME", "question")]
