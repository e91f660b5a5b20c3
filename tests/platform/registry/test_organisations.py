"""The organisations' register: each once, found by every name it had, moved and merged without losing a record."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories.world import World
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.api import Post, User, post_appoint
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence.models import Evidence, StoredFile
from xieshou.platform.registry import api, organisation_checks
from xieshou.platform.registry.api import Organisation
from xieshou.platform.registry.organisation_merge import merge_preview

pytestmark = pytest.mark.function("JC02")

SignIn = Callable[[User], Client]
CODE = "91350100M000100Y43"


def evidence_of(world: World, owner: Organisation, file: StoredFile | None = None) -> Evidence:
    if file is None:
        number = StoredFile.objects.count()
        file = StoredFile.objects.create(sha256=f"{number:064}", size=1, media_type="text/plain")
    known = {"name": "证", "title": "证", "uploaded_by": world.clerk_a, "place": owner.region}
    return Evidence.objects.create(file=file, owner=owner, **known)


def double(world: World) -> Organisation:
    """The school of county A, registered a second time."""
    return api.organisation_create(
        actor=None, name="深塔中学", kind="school", parent=world.hq, region=world.county_a_region, side="assisted"
    )


def merged(world: World) -> tuple[Organisation, api.OrganisationMerge]:
    second = double(world)
    merge = api.organisation_merge(
        actor=world.division_manager, merged=second, into=world.school_a, reason="同一所学校登记了两次"
    )
    second.refresh_from_db()
    return second, merge


# ---- entering


def test_it_refuses_a_second_entry_with_the_same_credit_code(world: World) -> None:
    api.organisation_create(actor=None, name="甲公司", kind="enterprise", credit_code=CODE)
    with pytest.raises(Invalid, match="已登记为“甲公司”"):
        api.organisation_create(actor=None, name="乙公司", kind="enterprise", credit_code=" 91350100m000100y43 ")


def test_it_says_which_character_is_wrong_and_what_the_check_digit_should_be(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.division_manager)
    entered = {"name": "甲公司", "kind": "enterprise", "side": "other", "credit_code": "91350100M000100Y44"}
    answer = client.post("/registry/organisations/new/", entered)
    assert answer.status_code == 422
    assert "第 18 位应为“3”" in answer.content.decode()
    answer = client.post("/registry/organisations/new/", {**entered, "credit_code": "9135O100M000100Y43"})
    assert "第 5 位“O”不是代码字符" in answer.content.decode()


def test_it_asks_before_it_takes_a_similar_name_of_the_same_place(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.division_manager)
    entered = {
        "name": "塔什库尔干塔吉克自治县 深塔中学",
        "kind": "school",
        "side": "assisted",
        "region": "653131",
        "parent": f"编号 {world.county_a.pk}",
    }
    answer = client.post("/registry/organisations/new/", entered)
    assert answer.status_code == 422
    assert f"编号 {world.school_a.pk}" in answer.content.decode()
    assert client.post("/registry/organisations/new/", {**entered, "is_known_new": "on"}).status_code == 302


def test_it_takes_the_same_name_in_another_place(world: World) -> None:
    known: dict[str, Any] = {"kind": "school", "region": world.county_b_region, "is_known_new": False}
    assert api.organisation_create(actor=None, name=world.school_a.name, **known).pk


def test_it_lets_an_approver_add_below_their_own_organisation_only(world: World) -> None:
    made = api.organisation_create(actor=world.approver_a, name="深塔小学", kind="school", parent=world.county_a)
    assert made.path.startswith(world.county_a.path)
    for parent in (world.county_b, None):
        with pytest.raises(Refused):
            api.organisation_create(actor=world.approver_a, name="别处小学", kind="school", parent=parent)


def test_it_tells_a_credit_code_that_was_taken_a_moment_ago(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    api.organisation_create(actor=None, name="甲公司", kind="enterprise", credit_code=CODE)
    real, asked = organisation_checks.code_problems, []

    def late(text: str, **rest: Any) -> Any:
        asked.append(text)
        return (text, []) if len(asked) == 1 else real(text, **rest)

    monkeypatch.setattr("xieshou.platform.registry.services.code_problems", late)
    with pytest.raises(Invalid, match="已登记为“甲公司”"):
        api.organisation_create(actor=None, name="乙公司", kind="enterprise", credit_code=CODE)


# ---- changing


def test_it_finds_an_organisation_by_its_former_name(world: World, sign_in: SignIn) -> None:
    public_id = world.school_a.public_id
    renamed = api.organisation_rename(
        actor=world.approver_a,
        organisation=world.school_a,
        opened_version=1,
        name="塔县第二中学",
        on=date(2021, 9, 1),
        source="塔编〔2021〕3号",
    )
    page = sign_in(world.clerk_b).get("/registry/organisations/", {"q": "深塔中学"}).content.decode()
    assert "塔县第二中学" in page
    assert renamed.public_id == public_id
    entry = audit.history_of(renamed)[0]
    assert entry.changes == [["名称", "塔什库尔干塔吉克自治县深塔中学", "塔县第二中学"]]


def test_it_tells_the_second_of_two_editors_what_the_first_changed(world: World) -> None:
    known: dict[str, Any] = {"organisation": world.school_a, "opened_version": 1}
    api.organisation_edit(actor=world.approver_a, short_name="深塔", **known)
    with pytest.raises(Stale) as caught:
        api.organisation_edit(actor=world.division_manager, short_name="塔中", **known)
    (difference,) = caught.value.differences
    assert (difference.stored, difference.entered, caught.value.by) == ("深塔", "塔中", "塔县审核")


def test_it_moves_a_whole_branch_with_its_records(world: World) -> None:
    record = evidence_of(world, world.school_a)
    api.organisation_move(
        actor=world.division_manager, organisation=world.county_a, opened_version=1, parent=world.office, reason="改革"
    )
    for row in (record, world.county_a, world.school_a):
        row.refresh_from_db()
    assert world.county_a.path == world.office.path + str(world.county_a.pk).zfill(7)
    assert record.owner_path == world.school_a.path == world.county_a.path + str(world.school_a.pk).zfill(7)
    assert Evidence.objects.visible_to(world.clerk_a).filter(pk=record.pk).exists()


def test_it_shows_a_moved_branch_to_its_new_superiors_only(world: World) -> None:
    record = evidence_of(world, world.school_a)
    api.organisation_move(
        actor=None, organisation=world.school_a, opened_version=1, parent=world.county_b, reason="划归疏附"
    )
    assert Evidence.objects.visible_to(world.clerk_b).filter(pk=record.pk).exists()


def test_it_never_moves_an_organisation_below_itself(world: World) -> None:
    with pytest.raises(Invalid, match="自己的下级"):
        api.organisation_move(
            actor=None, organisation=world.hq, opened_version=1, parent=world.school_a, reason="误操作"
        )


def test_it_never_lets_an_approver_move_a_branch_out_of_reach(world: World) -> None:
    for parent in (world.county_b, None):
        with pytest.raises((Refused, Invalid)):
            api.organisation_move(
                actor=world.approver_a, organisation=world.school_a, opened_version=1, parent=parent, reason="x"
            )


def test_it_closes_and_reopens_an_organisation(world: World) -> None:
    known: dict[str, Any] = {"actor": world.approver_a, "organisation": world.school_a, "reason": "撤并"}
    closed = api.organisation_close(opened_version=1, on=date(2021, 1, 1), **known)
    assert closed not in Organisation.objects.current()
    api.organisation_reopen(opened_version=2, **known)
    assert closed in Organisation.objects.current()


def test_it_keeps_an_organisation_open_while_others_are_below_it(world: World) -> None:
    with pytest.raises(Invalid, match="1 个在用的下级"):
        api.organisation_close(
            actor=None, organisation=world.county_a, opened_version=1, on=date(2021, 1, 1), reason="x"
        )


# ---- merging


def test_it_moves_records_posts_and_branches_to_the_organisation_that_stays(world: World) -> None:
    second = double(world)
    record = evidence_of(world, second)
    below = api.organisation_create(actor=None, name="分校", kind="school", parent=second)
    post = Post.objects.create(user=world.nobody, role=world.roles["clerk"], organisation=second, title="校办")
    preview = merge_preview(actor=world.division_manager, merged=second, into=world.school_a)
    assert dict(preview.kinds)[f"{Evidence._meta.verbose_name}（责任单位）"] == 1
    assert preview.children == (below,)
    record.refresh_from_db()
    assert record.owner == second  # a preview changes nothing
    api.organisation_merge(actor=world.division_manager, merged=second, into=world.school_a, reason="同一所")
    for row in (record, below, post):
        row.refresh_from_db()
    assert (record.owner, post.organisation, below.parent) == (world.school_a,) * 3
    assert record.owner_path == world.school_a.path


def test_it_keeps_the_merged_entry_findable_and_leads_on(world: World, sign_in: SignIn) -> None:
    second, _ = merged(world)
    client = sign_in(world.clerk_b)
    assert client.get(f"/registry/organisations/{second.pk}/")["Location"] == world.school_a.get_absolute_url()
    assert client.get(f"/registry/organisations/{second.public_id}/")["Location"] == world.school_a.get_absolute_url()
    assert "已并入" in client.get("/registry/organisations/", {"q": "深塔中学", "state": "all"}).content.decode()
    assert "深塔中学" in client.get("/search/", {"q": "深塔中学"}).content.decode()


def test_it_undoes_a_merge_whole(world: World) -> None:
    second = double(world)
    theirs, ours = evidence_of(world, second), evidence_of(world, world.school_a)
    below = api.organisation_create(actor=None, name="分校", kind="school", parent=second)
    merge = api.organisation_merge(
        actor=world.division_manager, merged=second, into=world.school_a, reason="以为是同一所"
    )
    later = evidence_of(world, world.school_a)
    api.organisation_unmerge(actor=world.division_manager, merge=merge, reason="是两所")
    for row in (theirs, ours, later, below, second):
        row.refresh_from_db()
    assert (theirs.owner, theirs.owner_path) == (second, second.path)
    assert (ours.owner, later.owner) == (world.school_a, world.school_a)
    assert (below.parent, below.path.startswith(second.path)) == (second, True)
    assert second.is_current
    with pytest.raises(Invalid, match="已由"):
        api.organisation_unmerge(actor=world.division_manager, merge=merge, reason="再来")


def test_it_leaves_what_the_other_has_already_and_says_so(world: World) -> None:
    second = double(world)
    ours = evidence_of(world, world.school_a)
    doublet, other = evidence_of(world, second, ours.file), evidence_of(world, second)
    merge = api.organisation_merge(actor=world.division_manager, merged=second, into=world.school_a, reason="同一所")
    doublet.refresh_from_db()
    other.refresh_from_db()
    assert (doublet.owner, other.owner) == (second, world.school_a)
    assert merge.left == [f"{Evidence._meta.verbose_name} 1 条：对方已有相同的，留在原处"]


def test_it_refuses_to_merge_two_credit_codes(world: World) -> None:
    first = api.organisation_create(actor=None, name="甲", kind="enterprise", credit_code=CODE)
    second = api.organisation_create(actor=None, name="乙", kind="enterprise", credit_code="91440300MA5DLRKE0U")
    with pytest.raises(Invalid, match="信用代码不同"):
        api.organisation_merge(actor=None, merged=first, into=second, reason="同一家")


def test_it_lets_only_those_with_the_right_merge(world: World) -> None:
    with pytest.raises(Refused, match="合并机构"):
        api.organisation_merge(actor=world.approver_a, merged=double(world), into=world.school_a, reason="x")


def test_it_merges_on_its_pages_after_a_preview_and_undoes_it(world: World, sign_in: SignIn) -> None:
    client, second = sign_in(world.division_manager), double(world)
    entered = {"into": f"编号 {world.school_a.pk}", "reason": "同一所"}
    url = f"/registry/organisations/{second.pk}/merge/"
    assert "确认合并" in client.post(url, entered).content.decode()
    second.refresh_from_db()
    assert second.is_current
    assert client.post(url, {**entered, "confirmed": "1"}).status_code == 302
    page = client.get(f"/registry/organisations/{second.pk}/?merged").content.decode()
    assert "撤销这次合并" in page
    merge = second.merges.get()
    assert client.post(f"/registry/organisations/merges/{merge.pk}/undo/", {"reason": "是两所"}).status_code == 302
    second.refresh_from_db()
    assert second.is_current


# ---- the tree of both sides


@pytest.mark.function("ZC01")
def test_it_shows_both_sides_in_one_tree(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.clerk_a).get("/registry/tree/").content.decode()
    for name in ("深圳市扶贫协作和合作交流办公室", "专项资金处", "喀什前方指挥部", "塔什库尔干塔吉克自治县受援办"):
        assert name in page
    assert "展开下级" in page  # the school lies one level deeper
    page = sign_in(world.clerk_a).get("/registry/tree/", {"root": world.hq.pk}).content.decode()
    assert "深塔中学" in page


@pytest.mark.function("ZC01")
def test_it_gives_a_person_of_several_posts_what_each_of_them_gives(world: World) -> None:
    here, there = evidence_of(world, world.county_a), evidence_of(world, world.county_b)
    visible = Evidence.objects.visible_to(world.clerk_a)
    assert list(visible) == [here]
    post_appoint(
        actor=None, user=world.clerk_a, role=world.roles["clerk"], organisation=world.county_b, title="疏附联络员"
    )
    again = User.objects.get(pk=world.clerk_a.pk)
    assert set(Evidence.objects.visible_to(again)) == {here, there}


@pytest.mark.function("ZC01")
def test_it_loads_the_demonstration_s_organisations_of_both_sides(db: None) -> None:
    api.regions_load()
    loaded = api.demo_organisations_load()
    assert loaded["sz-office-funds"].parent == loaded["sz-office"]
    assert loaded["hq-hechi"].path.startswith(loaded["sz-office"].path)
    assert {one.side for one in loaded.values()} == {"assisting", "assisted", "other"}
    assert all(one.is_demo and one.source and one.region for one in loaded.values())
    assert {key: one.pk for key, one in api.demo_organisations_load().items()} == {
        key: one.pk for key, one in loaded.items()
    }


# ---- pages


@pytest.mark.parametrize(
    ("page", "stranger", "owner"),
    [("", 200, 200), ("edit/", 403, 200), ("rename/", 403, 200), ("move/", 403, 200), ("close/", 403, 200)],
)
def test_it_guards_the_pages_of_an_organisation(
    world: World, sign_in: SignIn, page: str, stranger: int, owner: int
) -> None:
    url = f"/registry/organisations/{world.school_a.pk}/{page}"
    assert Client().get(url).status_code == 302
    assert sign_in(world.clerk_a).get(url).status_code == stranger
    assert sign_in(world.clerk_b).get(url).status_code == stranger
    assert sign_in(world.approver_a).get(url).status_code == owner
    assert sign_in(world.approver_a).put(url).status_code == 405
    assert sign_in(world.approver_a).get("/registry/organisations/999999/").status_code == 404


def test_it_keeps_the_filters_of_the_list_in_its_pages(world: World, sign_in: SignIn) -> None:
    for number in range(60):
        api.organisation_create(actor=None, name=f"合作社{number}", kind="enterprise", region=world.county_a_region)
    client = sign_in(world.clerk_a)
    asked = {"kind": "enterprise", "region": str(world.kashgar.pk)}
    first = client.get("/registry/organisations/", asked)
    assert (len(first.context["page"].rows), "kind=enterprise" in first.context["page"].next_url) == (50, True)
    second = client.get("/registry/organisations/" + first.context["page"].next_url)
    assert len(second.context["page"].rows) == 10
    assert second.context["page"].next_url is None


def test_it_lists_with_few_queries(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = sign_in(world.clerk_a)
    with django_assert_max_num_queries(12):
        client.get("/registry/organisations/", {"q": "受援办", "side": "assisted"})


def test_it_shows_what_other_apps_add(world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from xieshou.platform.registry import panels  # noqa: PLC0415 its list is emptied afterwards

    monkeypatch.setattr(panels, "_OF_ORGANISATIONS", [])
    api.add_to_organisation_page(lambda request, organisation: api.Panel("shell/_empty.html", {"of": organisation.pk}))
    assert "xs-empty" in sign_in(world.clerk_a).get(world.school_a.get_absolute_url()).content.decode()
