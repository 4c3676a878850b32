"""People, posts, and who holds which post since when."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.models.units import Department, Unit
from tuban.workflow.organisations.roles import Role


class People(BaseUserManager["Person"]):
    """Finds people by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person who signs in with a name, whatever its case."""
        return self.get(username=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """A person who can sign in. What they may do comes from the posts they hold, never from the person;
    ``certificate`` is the number of their enforcement certificate (执法证号), which a case asks of its officers;
    ``outside_name`` is what the sign-in service of the organisation calls them, where there is one."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(_("sign-in name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    telephone = models.CharField(_("telephone"), max_length=30, default="", blank=True)
    certificate = models.CharField(_("enforcement certificate"), max_length=30, default="", blank=True)
    outside_name = models.CharField(_("name at the sign-in service"), max_length=200, default="", blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    is_practice = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = People()

    class Meta:
        """By name; the sign-in service knows one person by one name."""

        constraints = (
            models.UniqueConstraint(
                fields=["outside_name"], condition=~models.Q(outside_name=""), name="one_person_of_an_outside_name"
            ),
        )
        ordering = ("name", "username")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep sign-in names in small letters."""
        self.username = self.username.strip().lower()
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class FormerPassword(models.Model):
    """A password that somebody had, as it was kept: hashed."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    until = models.DateTimeField()

    class Meta:
        """The latest first."""

        ordering = ("-until", "-id")

    def __str__(self) -> str:
        return f"{self.person} {self.until:%Y-%m-%d}"


class Post(models.Model):
    """A post (岗位) of a unit or of one of its departments, and what its holder does."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="posts")
    title = models.CharField(_("title"), max_length=60)
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Titles are unique where they stand."""

        constraints = (
            models.UniqueConstraint(
                fields=["unit", "department", "title"], name="one_post_of_a_title", nulls_distinct=False
            ),
        )
        ordering = ("unit", "department", "title")

    def __str__(self) -> str:
        where = self.unit.name + (self.department.name if self.department else "")
        return f"{where} {self.title}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.unit.code


class Holding(models.Model):
    """A person in a post, from a day until a day; open where ``until`` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    appointed_by = models.CharField(_("document of appointment"), max_length=80, default="", blank=True)

    class Meta:
        """The end does not come before the beginning."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="holding_ends_later",
            ),
        )
        ordering = ("-since",)

    def __str__(self) -> str:
        return f"{self.person} {self.post}"

    @property
    def area_code(self) -> str:
        """The division whose people may read about it."""
        return self.post.unit.code

    def is_held_on(self, day: date) -> bool:
        """Whether the person holds the post on a day."""
        return self.since <= day and (self.until is None or day <= self.until)
