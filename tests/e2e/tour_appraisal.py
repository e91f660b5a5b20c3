"""The end of the year: evaluation by the office, what comes of it, disclosure, the dossier, and who looks it up."""

import hashlib
import json
import zipfile
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page

from tests.e2e.goal_rows import PERSONS
from tests.e2e.hands import follow, go_on, press, put, sees, send
from tests.e2e.tour_goals import NAME
from tests.e2e.tour_people import YEAR, Tour, cite, in_hand, upload, whole
from tests.e2e.tour_results import BOOK, TRAINING
from xieshou.platform.accounts.api import User
from xieshou.platform.jobs.api import work_until_idle

SCHEME = "shenzhen-2020-project-evaluation"
# what the system does not know: the money and the self-evaluation are filled in already
FACTS = {
    "quantity_met": "1条", "quantity_total": "1条", "quality_met": "0条", "quality_total": "1条",
    "timely_met": "1条", "timely_total": "1条", "planned_cost": "10万元", "actual_cost": "4万元",
    "received": "10万元", "b3_violations": "0", "a4_deducted": "0",
}  # fmt: skip
# 3 万元 were paid: the report's own contradiction
PLANTED = "没有超支。计划成本 10 万元，实际支出 4 万元，成本节约率 60.00%。"
MENDING = "培训考核合格率没有达到目标"
BECAUSE = "含年末已开票、次年支付的 1 万元"


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# --- scores ---


def begin(tour: Tour) -> None:
    """The business manager begins the evaluation, fills in the facts, asks two experts."""
    manager = tour.world.division_manager
    page = tour.at(manager, "/performance/appraisals/new/")
    page.locator("[name=project]").select_option(index=1)
    send(page, "建立", kind="department", year=str(YEAR), scheme=SCHEME)
    tour.keep("appraisal", page)
    sees(page, NAME, "取自资金")
    follow(page, "填评分事实")
    for box in page.locator("input[name^='value-']").all():
        name = (box.get_attribute("name") or "").removeprefix("value-")
        if name in FACTS or not box.input_value():
            box.fill(FACTS.get(name, "1"))
    press(page, "保存")
    for expert in tour.experts:
        follow(tour.open(manager, "appraisal"), "邀请专家" if expert is tour.experts[0] else "邀请")
        send(page, "邀请", username=expert.username, weight="1", due_on=_day(3))


def score(tour: Tour) -> None:
    """Each expert alone: nobody sees the other's points before both are in."""
    first, second = tour.experts
    _give(tour, first, "20", "佐证不够充分")
    page = _sheet(tour, second)
    assert "佐证不够充分" not in page.inner_text("main")
    page = tour.open(tour.world.division_manager, "appraisal")
    assert "佐证不够充分" not in page.inner_text("main")
    assert page.locator("#D1 td").nth(3).inner_text().strip() in {"", "—"}
    _give(tour, second, "21", "效益明显")
    page = tour.open(tour.world.division_manager, "appraisal")
    page.locator("#D1 summary").click()
    sees(page, "汇总与报告", "20.5")
    whole(tour.of(tour.world.division_manager))


def _sheet(tour: Tour, expert: User) -> Page:
    page = in_hand(tour, expert, "评分：")
    return follow(page, "评分")


def _give(tour: Tour, expert: User, effect: str, words: str) -> None:
    page = _sheet(tour, expert)
    send(page, "提交", {"score-D1": effect, "words-D1": words, "score-D2": "8"})


# --- the report ---


def report(tour: Tour) -> None:
    """The text, with a figure that is not the paid one; the evaluated unit has nothing to say against it."""
    manager, clerk = tour.world.division_manager, tour.world.clerk_a
    page = tour.open(manager, "appraisal")
    follow(page, "编写报告")
    press(page, "填入系统已知的内容")
    put(page, "text-analysis:C4", PLANTED)
    put(page, "text-conclusion", "项目总体完成较好。")
    put(page, "text-problems", MENDING)
    put(page, "text-suggestions", "考核不合格的教师安排补训")
    press(page, "保存")
    follow(page, "交换意见")
    send(page, "发送", due_on=_day(5))
    page = tour.open(clerk, "appraisal")
    follow(page, "答复")
    send(page, "答复", answer="无意见")
    _differences(tour.open(manager, "appraisal", "reconcile/"))


def _differences(page: Page) -> None:
    """Self-evaluation and evaluation side by side, each difference with its reason."""
    reasons = page.locator("textarea[name^='reason-']")
    assert reasons.count()
    for box in reasons.all():
        box.fill("自评按目标值计分，评价按评分表计分")
    press(page, "保存")


def sign(tour: Tour) -> None:
    """The check finds what does not agree; unexplained it stops the leader, explained it does not."""
    manager, leader = tour.world.division_manager, tour.world.leader
    page = tour.open(manager, "appraisal", "check/")
    press(page, "核验")
    found = page.locator("article", has_text="EV-COST")
    published, recomputed = found.locator("dd").all_inner_texts()
    assert published.startswith("4"), published
    assert recomputed.startswith("3"), recomputed
    whole(tour.of(manager))
    above = tour.open(leader, "appraisal")
    sees(above, "签发前还差")
    assert above.get_by_role("button", name="签发", exact=True).is_disabled()
    page = tour.open(manager, "appraisal", "check/")
    while page.get_by_role("link", name="写说明", exact=True).count():
        follow(page, "写说明")
        send(page, "保存", reason=BECAUSE)
    sees(page, "没有待处理的不符", BECAUSE)
    above = tour.open(leader, "appraisal")
    press(above, "签发")
    sees(above, "已签发", "分管领导")


# --- what comes of it ---


def mend(tour: Tour) -> None:
    """A problem is put on the ledger of rectification, answered with evidence, closed by somebody else."""
    manager, clerk = tour.world.division_manager, tour.world.clerk_a
    page = tour.open(manager, "appraisal")
    follow(page, "登记问题")
    page.locator("[name=responsible]").select_option(label=clerk.name)
    send(page, "保存", title=MENDING, due_on=_day(30), demanded="补训并重新考核")
    upload(tour, clerk, "补训考核成绩单")
    page = in_hand(tour, clerk, MENDING)
    tour.keep("finding", page)
    cite(page, "补训考核成绩单", "补训后全部合格")
    follow(page, "报送复核")
    send(page, "报送复核", taken="已补训并重新考核，全部合格")
    page = tour.open(manager, "finding")
    follow(page, "销号")
    send(page, "销号", reason="成绩单已核对")
    sees(page, "已销号")


def answer(tour: Tour) -> None:
    """The result asks something of next year's budget; the unit answers, the manager confirms."""
    clerk, manager = tour.world.clerk_a, tour.world.division_manager
    page = tour.open(clerk, "appraisal")
    go_on(page.locator("main a[href*='/applications/']").first)
    tour.keep("application", page)
    follow(page, "回应")
    send(page, "提交回应", answer="按建议安排，补训列入明年计划", asked_fen="10 万元")
    page = tour.open(manager, "application")
    press(page, "确认")
    sees(page, "已确认", "10.00")


def disclose(tour: Tour) -> None:
    """The leader registers where the result is published."""
    page = tour.open(tour.world.leader, "appraisal")
    follow(page, "登记公开")
    send(page, "保存", on=_day(0), url="https://office.example/2020/evaluation")
    sees(page, "https://office.example/2020/evaluation")


def dossier(tour: Tour, folder: Path) -> None:
    """The year as one file: downloaded, each file counted over by hand, then checked by the platform; a changed one is not."""
    manager = tour.world.division_manager
    page = tour.at(manager, f"{_dossier_of(tour)}")
    whole(tour.of(manager))
    press(page, "生成档案文件")
    work_until_idle()
    page.reload()
    with page.expect_download() as kept:
        page.get_by_role("link", name="下载绩效档案").click()
    place = folder / "dossier.zip"
    kept.value.save_as(place)
    assert _holds(place) > 8
    for brought, verdict in ((place, "档案完好"), (_changed(place), "档案与生成时不同")):
        page = tour.at(manager, _dossier_of(tour))
        page.set_input_files("#id_file", brought)
        press(page, "核对")
        sees(page, verdict)


def _dossier_of(tour: Tour) -> str:
    number = tour.places["project"].rstrip("/").rpartition("/")[2]
    return f"/performance/dossier/{number}/{YEAR}/"


def _holds(place: Path) -> int:
    """How many files are as the manifest says."""
    with zipfile.ZipFile(place) as whole:
        listed = json.loads(whole.read("manifest.json"))["files"]
        for one in listed:
            assert hashlib.sha256(whole.read(one["path"])).hexdigest() == one["sha256"], one
        return len(listed)


def _changed(place: Path) -> Path:
    """The same file with one more byte in what it has of the self-evaluation."""
    other = place.with_name("changed.zip")
    with zipfile.ZipFile(place) as whole_file, zipfile.ZipFile(other, "w") as made:
        for name in whole_file.namelist():
            made.writestr(name, whole_file.read(name) + (b" " if "自评" in name else b""))
    return other


def look_up(tour: Tour) -> None:
    """The finance bureau opens a figure: its records in one click, the record with its file in two."""
    reader = tour.world.auditor_outside
    page = tour.open(reader, "self")
    row = page.locator("article.self-row", has_text=PERSONS)
    go_on(row.get_by_role("link", name="已冻结的数"))
    sees(page, "115")
    go_on(page.get_by_role("link", name=TRAINING).first)
    file = page.locator("#evidence").get_by_role("link", name=BOOK)
    answer = page.request.get(tour.of(reader).base + (file.get_attribute("href") or ""))
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/png"
