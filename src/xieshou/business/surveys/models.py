"""A satisfaction survey: what is asked of whom, who was drawn, and what came back with no trace of whom it came from."""

import uuid
from itertools import pairwise
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.kernel.exact import HUNDRED, ZERO, Exact, NotExactError
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import EncryptedTextField, PersonalKind, Scoped
from xieshou.platform.exchange.api import cells

LEVELS = (_("很满意"), _("满意"), _("一般"), _("不满意"), _("很不满意"))
SATISFIED = 2  # 很满意 and 满意
DEFAULT_WEIGHTS = "100 80 60 30 0"
MOST_POINTS = 10


class Rule(models.TextChoices):
    """How the satisfaction rate is computed; each survey declares one before it opens."""

    SHARE = "share", _("满意及以上占比")
    WEIGHTED = "weighted", _("加权平均")


class State(models.TextChoices):
    """A survey opens once and closes once: it is never opened again, since its answers have been mixed."""

    DRAFT = "draft", _("准备中")
    OPEN = "open", _("调查中")
    CLOSED = "closed", _("已结束")


TONES = {State.DRAFT: "grey", State.OPEN: "blue", State.CLOSED: "green"}


class Survey(Scoped):
    """One survey. Personal data: who made it.

    `weights`: of the five levels, from 很满意 down, out of 100. `population_hash`: SHA-256 of the list as it was taken
    in. `seed` and `drawn_count`: of the last drawing, and how many there were.
    """

    read_permission: ClassVar[Permission] = Permission.SURVEY_READ

    title = models.CharField("名称", max_length=200)
    method = models.TextField("调查方法", blank=True)
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField(null=True, blank=True)
    about = GenericForeignKey("content_type", "object_id")
    rule = models.CharField("满意率算法", max_length=10, choices=Rule.choices, default=Rule.SHARE)
    weights = models.CharField("各档权重", max_length=60, default=DEFAULT_WEIGHTS)
    least_answers = models.PositiveIntegerField("最少有效问卷", default=30)
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DRAFT)
    population_hash = models.CharField("名单校验码", max_length=64, blank=True)
    sample_size = models.PositiveIntegerField("抽样人数", null=True)
    seed = models.CharField("抽样种子", max_length=64, blank=True)
    drawn_count = models.PositiveIntegerField("抽样次数", default=0)
    drawn_at = models.DateTimeField("抽样时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="建立人", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta(Scoped.Meta):
        abstract = False
        verbose_name = "满意度调查"
        indexes = [
            models.Index(fields=["owner_path", "id"], name="survey_own"),
            models.Index(fields=["place_path", "id"], name="survey_plc"),
            models.Index(fields=["content_type", "object_id"], name="survey_about"),
            models.Index(fields=["closes_on"], name="survey_closing", condition=Q(state="open")),
        ]
        constraints = [models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_days_in_order")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey", args=[self.pk])

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[State(self.state)]

    @property
    def level_weights(self) -> list[Exact]:
        """The weights of the five levels. Raises NotExactError for anything but five falling numbers from 100."""
        plain = cells.plain(self.weights).replace(",", " ").replace("、", " ")
        weights = [Exact.read(text) for text in plain.split()]
        is_falling = all(after <= before for before, after in pairwise(weights))
        if len(weights) != len(LEVELS) or weights[0] != HUNDRED or weights[-1] < ZERO or not is_falling:
            raise NotExactError(self.weights)
        return weights

    @property
    def is_draft(self) -> bool:
        """Whether everything may still be changed."""
        return self.state == State.DRAFT

    @property
    def is_taking_answers(self) -> bool:
        """Whether answers are taken today."""
        return self.state == State.OPEN and self.opens_on <= timezone.localdate() <= self.closes_on


class QuestionKind(models.TextChoices):
    LEVEL = "level", _("满意程度（五档）")
    NUMBER = "number", _("打分（0 到 10）")
    TEXT = "text", _("文字意见")


class Question(models.Model):
    """One question. Only questions of levels count for the rate, and only those that are `is_counted`."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField("题号")
    kind = models.CharField("题型", max_length=8, choices=QuestionKind.choices)
    text = models.CharField("题目", max_length=300)
    is_required = models.BooleanField("必答", default=True)
    is_counted = models.BooleanField("计入满意率", default=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="question_once")]

    def __str__(self) -> str:
        return self.text


class Person(Scoped):
    """One of those whom the survey is about. Personal data: name and telephone, both encrypted; masked everywhere.

    `number`: the row of the list, from 1; the drawing is made over the numbers.
    """

    read_permission: ClassVar[Permission] = Permission.SURVEY_EDIT

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="people")
    number = models.PositiveIntegerField("序号")
    category = models.CharField("类别", max_length=40)
    name = EncryptedTextField("姓名", kind=PersonalKind.NAME)
    phone = EncryptedTextField("电话", kind=PersonalKind.PHONE, blank=True, default="")

    class Meta(Scoped.Meta):
        abstract = False
        verbose_name = "调查对象"
        indexes = [
            models.Index(fields=["owner_path", "id"], name="survey_person_own"),
            models.Index(fields=["place_path", "id"], name="survey_person_plc"),
        ]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="survey_person_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 号（{self.category}）"


class PopulationUpload(models.Model):
    """A list on its way in, encrypted whole until the job has written it. Personal data: names and telephones."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    rows = EncryptedTextField(kind=PersonalKind.ADDRESS)

    def __str__(self) -> str:
        return f"{self.survey_id}"


class Invitation(models.Model):
    """Who was drawn, and the code that lets them answer once. Personal data: whether they took part, never what they said.

    There is no time in it and nothing leads from here to an answer. `is_paper`: asked on paper, the code is void.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="invitation")
    category = models.CharField("类别", max_length=40)
    code = models.CharField("答卷码", max_length=12, unique=True)
    is_paper = models.BooleanField("纸质问卷", default=False)
    is_used = models.BooleanField("已答", default=False)

    class Meta:
        indexes = [models.Index(fields=["survey", "category"], name="invitation_by_category")]

    def __str__(self) -> str:
        return str(self.person)


class PaperBatch(models.Model):
    """Paper sheets entered by hand at one go, with the sheets themselves as evidence. Personal data: who entered them."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="paper_batches")
    category = models.CharField("类别", max_length=40)
    evidence = models.ForeignKey("evidence.Evidence", on_delete=models.PROTECT, related_name="+")
    sheet_count = models.PositiveIntegerField("份数")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.category} {self.sheet_count} 份"


class Answer(models.Model):
    """One sheet that came back. Personal data: none, and no way to any.

    Its key is random, so that keys tell no order. `answered_on`: the day, blanked at closing where few answered on it;
    missing too for paper. `values`: by the question's key, levels 1 (很满意) to 5, numbers, texts; what was not answered
    is not there. `is_valid`: it answers at least one counted question and was not marked spoilt.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    category = models.CharField("类别", max_length=40)
    answered_on = models.DateField("作答日", null=True)
    batch = models.ForeignKey(PaperBatch, null=True, on_delete=models.CASCADE, related_name="answers")
    is_valid = models.BooleanField("有效", default=True)
    values = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.pk)
