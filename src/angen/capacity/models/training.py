"""Training: courses, sessions, who came, who passed."""

from __future__ import annotations

from typing import Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from angen.orgs.models import Agency, Officer


class Course(models.Model):
    """A course an agency organises: induction, rotation, before appointment, on demand.

    鄂安监发〔2014〕82号 二(二), 弥安发〔2020〕3号 (十五), 湘政办意见 第10条.
    """

    class Kind(models.TextChoices):
        INDUCTION = "induction", "入职培训"
        ROTATION = "rotation", "轮训"
        PRE_APPOINTMENT = "pre_appointment", "任前培训"
        INTENSIVE = "intensive", "集中培训"
        CERTIFICATION = "certification", "取证培训"
        TOPIC = "topic", "专题培训"

    # Kinds that count as a round of the rotation once passed.
    ROUNDS: Final = (Kind.ROTATION, Kind.INTENSIVE, Kind.INDUCTION)

    organiser = models.ForeignKey(
        Agency, models.PROTECT, related_name="courses", verbose_name="主办机构"
    )
    title = models.CharField("课程名称", max_length=120)
    kind = models.CharField("类别", max_length=16, choices=Kind)
    hours = models.DecimalField(
        "学时", max_digits=6, decimal_places=1, validators=[MinValueValidator(0)]
    )
    content = models.TextField("内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "课程"
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "title"],
                name="capacity_course_once",
                violation_error_message="主办机构已有同名课程，请直接修改原记录。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Session(models.Model):
    """One run of a course, both days included."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sessions", verbose_name="课程")
    label = models.CharField("期次", max_length=40)
    starts_on = models.DateField("开班日期")
    ends_on = models.DateField("结业日期")
    place = models.CharField("地点", max_length=120, blank=True)
    capacity = models.PositiveIntegerField("名额", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训班"
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="capacity_session_days",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结业日期早于开班日期，请核对。",
            ),
            models.UniqueConstraint(
                fields=["course", "label"],
                name="capacity_session_once",
                violation_error_message="该课程已有同一期次，请直接修改原记录。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}（{self.label}）"

    @property
    def days(self) -> int:
        """Length in natural days."""
        return (self.ends_on - self.starts_on).days + 1


class Attendance(models.Model):
    """One person in one session. ``passed`` is empty until the examination is marked."""

    session = models.ForeignKey(
        Session, models.CASCADE, related_name="attendances", verbose_name="培训班"
    )
    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="attendances", verbose_name="学员"
    )
    days = models.DecimalField("到课天数", max_digits=4, decimal_places=1, null=True, blank=True)
    score = models.DecimalField(
        "考试成绩",
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    passed = models.BooleanField("考核合格", null=True, blank=True)
    certificate_no = models.CharField("结业证号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训记录"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "officer"],
                name="capacity_attendance_once",
                violation_error_message="该学员在本期已登记，请直接修改原记录。",
            )
        ]
        indexes = [models.Index(fields=["officer", "session"], name="capacity_attendance_who")]
