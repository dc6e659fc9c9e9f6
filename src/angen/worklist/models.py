"""Deadlines with their pauses, notices to people, and the working days an installation knows."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from angen.kernel.calendar import Due
from angen.kernel.ids import new_id
from angen.orgs.models import Account, Agency, Area, Officer
from angen.worklist import kinds, timing
from angen.worklist.states import WAITING, DeadlineState

IS_WAITING = Q(state__in=[state.value for state in WAITING])


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Deadlines by what they wait for."""

    def waiting(self) -> Self:
        """Neither met nor cancelled."""
        return self.filter(IS_WAITING)

    def of(self, subject: models.Model) -> Self:
        """Those of one record."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class Deadline(models.Model):
    """Something that a body, and often one person, must have done by a day or an hour.

    ``subject_type`` and ``subject_id`` name the record it belongs to, ``url`` the page where it is
    done. ``agency`` answers for it; ``officer``, or for people outside supervision ``account``,
    does it. ``working``: the term counts working days. ``warns`` are days before the end,
    ``tell_at`` the next moment at which somebody must be told. ``ends_at`` is the last moment
    within the term. ``escalated`` is by how many levels up the delay was reported.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_type = models.CharField("所属记录类型", max_length=80, db_collation="C")
    subject_id = models.CharField("所属记录", max_length=80, db_collation="C")
    kind = models.CharField("事项", max_length=60, db_collation="C")
    title = models.CharField("内容", max_length=200)
    url = models.CharField("办理页面", max_length=300)
    article = models.CharField("依据", max_length=200, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="deadlines", verbose_name="承办机构"
    )
    officer = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name="承办人",
    )
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        verbose_name="承办账号",
    )
    working = models.BooleanField("按工作日计算", default=False)
    due_on = models.DateField("到期日")
    due_at = models.DateTimeField("到期时刻", null=True, blank=True)
    provisional = models.BooleanField("到期日待定", default=False)
    ends_at = models.DateTimeField("期限届满")
    warns = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name="提前天数")
    urgent = models.BooleanField("紧急", default=False)
    tell_at = models.DateTimeField("下次提醒", null=True, blank=True)
    escalated = models.PositiveSmallIntegerField("已上报级数", default=0)
    state = models.CharField(
        "状态", max_length=12, choices=DeadlineState, default=DeadlineState.OPEN
    )
    opened_at = models.DateTimeField("登记时间", default=timezone.now)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    late = models.BooleanField("超期办结", default=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"],
                condition=IS_WAITING,
                name="worklist_deadline_once",
            ),
            models.CheckConstraint(
                name="worklist_deadline_end_of_it",
                condition=(IS_WAITING & Q(closed_at=None))
                | (~IS_WAITING & Q(closed_at__isnull=False, tell_at=None)),
            ),
            models.CheckConstraint(
                name="worklist_deadline_one_person",
                condition=Q(officer=None) | Q(account=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "ends_at"], condition=IS_WAITING, name="worklist_deadline_agency"
            ),
            models.Index(
                fields=["officer", "ends_at"],
                condition=IS_WAITING & Q(officer__isnull=False),
                name="worklist_deadline_officer",
            ),
            models.Index(
                fields=["account", "ends_at"],
                condition=IS_WAITING & Q(account__isnull=False),
                name="worklist_deadline_account",
            ),
            models.Index(
                fields=["ends_at", "id"], condition=IS_WAITING, name="worklist_deadline_ends"
            ),
            models.Index(
                fields=["tell_at"], condition=Q(state="open"), name="worklist_deadline_tell"
            ),
            models.Index(
                fields=["agency", "-closed_at"],
                condition=Q(state="met"),
                name="worklist_deadline_done",
            ),
            models.Index(
                fields=["-closed_at", "id"],
                condition=Q(state="met"),
                name="worklist_deadline_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        """The kind as people read it."""
        return kinds.label(self.kind)

    @property
    def verb(self) -> str:
        """What the button says."""
        return kinds.verb(self.kind)

    @property
    def due(self) -> Due:
        """The end of the term."""
        return Due(self.due_on, self.due_at, self.provisional, self.article)

    @property
    def said(self) -> str:
        """The end as people read it."""
        return timing.said(self.due_on, self.due_at)

    @property
    def person(self) -> str:
        """Who does it; empty where it is the office's."""
        return str(self.officer or self.account or "")

    def over(self, now: dt.datetime) -> bool:
        """Whether it is overdue: one that stands still is not."""
        return self.state == DeadlineState.OPEN and now > self.ends_at


class Pause(models.Model):
    """A time in which a term stands still, by a recorded act.

    ``since`` and ``resumed_on`` are days; for a term in hours the moments count. ``due_before``
    and ``due_after`` are the ends as people read them.
    """

    deadline = models.ForeignKey(
        Deadline, models.PROTECT, related_name="pauses", verbose_name="期限"
    )
    reason = models.CharField("中止原因", max_length=200)
    article = models.CharField("依据", max_length=200, blank=True)
    since = models.DateField("中止日期")
    paused_at = models.DateTimeField("中止时间")
    resumed_on = models.DateField("恢复日期", null=True, blank=True)
    resumed_at = models.DateTimeField("恢复时间", null=True, blank=True)
    days = models.PositiveIntegerField("顺延天数", null=True, blank=True)
    due_before = models.CharField("原期限", max_length=20)
    due_after = models.CharField("新期限", max_length=20, blank=True)
    by_name = models.CharField("经办人", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "期限中止"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"], condition=Q(resumed_on=None), name="worklist_pause_once"
            ),
            models.CheckConstraint(
                name="worklist_pause_days",
                condition=Q(resumed_on=None) | Q(resumed_on__gte=F("since")),
            ),
        ]


class Notice(models.Model):
    """What one person is told, once: ``key`` names deadline, end and stage. ``read_at``: receipt."""

    class Kind(models.TextChoices):
        WARNING = "warning", "到期提醒"
        OVERDUE = "overdue", "超期提醒"
        ESCALATED = "escalated", "下级超期"

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="notices", verbose_name="收件人"
    )
    deadline = models.ForeignKey(
        Deadline, models.CASCADE, related_name="notices", verbose_name="期限"
    )
    kind = models.CharField("类别", max_length=12, choices=Kind)
    key = models.CharField("识别号", max_length=120, db_collation="C")
    text = models.CharField("内容", max_length=400)
    made_at = models.DateTimeField("发出时间")
    read_at = models.DateTimeField("阅知时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="worklist_notice_once"),
        ]
        indexes = [
            models.Index(
                fields=["account", "-made_at"],
                condition=Q(read_at=None),
                name="worklist_notice_unread",
            ),
            models.Index(fields=["account", "-made_at"], name="worklist_notice_all"),
        ]

    def __str__(self) -> str:
        return self.text


class LocalDay(models.Model):
    """A day that the calendar of ``area``, and all below it, takes differently.

    National holidays of years the system does not know yet, and local ones.
    """

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="local_days", verbose_name="适用区划"
    )
    day = models.DateField("日期")
    working = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)
    document = models.CharField("依据文号", max_length=120)
    changed_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "放假调休日"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "day"],
                name="worklist_localday_once",
                violation_error_message="该区划这一天已登记，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}{'上班' if self.working else '放假'}"


class LocalYear(models.Model):
    """A year whose holiday notice has been entered in full: its days are no longer provisional."""

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="local_years", verbose_name="适用区划"
    )
    year = models.PositiveSmallIntegerField("年份")
    document = models.CharField("放假通知文号", max_length=120)
    changed_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "放假安排年度"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year"],
                name="worklist_localyear_once",
                violation_error_message="该区划这一年已登记，请直接修改原记录。",
            ),
            models.CheckConstraint(
                name="worklist_localyear_range",
                condition=Q(year__gte=2004, year__lte=2100),
                violation_error_message="年份应在2004年至2100年之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年"
