"""The roles of posts, the levels of units, the departments of the inspection."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """The level of a unit, from the ministry down (部 → 督察局 → 省 → 市 → 县 → 乡镇/开发区)."""

    MINISTRY = "ministry", _("Ministry")
    BUREAU = "bureau", _("Supervision bureau")
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    TOWNSHIP = "township", _("Township")
    ZONE = "zone", _("Development zone")


ABOVE: dict[Level, tuple[Level, ...]] = {
    Level.MINISTRY: (),
    Level.BUREAU: (Level.MINISTRY,),
    Level.PROVINCE: (Level.MINISTRY,),
    Level.CITY: (Level.PROVINCE,),
    Level.COUNTY: (Level.CITY, Level.PROVINCE),
    Level.TOWNSHIP: (Level.COUNTY,),
    Level.ZONE: (Level.COUNTY, Level.CITY),
}
"""The levels that a unit of a level may belong to."""

ABOVE_COUNTIES = frozenset({Level.MINISTRY, Level.BUREAU, Level.PROVINCE, Level.CITY})
"""The levels that read what counties do, return and accept it, and do none of a county's work."""


class Duty(TextChoices):
    """What a department answers for in the inspection (规划、地籍、耕保利用、执法监察 and those outside)."""

    PLANNING = "planning", _("Planning")
    CADASTRE = "cadastre", _("Cadastre")
    FARMLAND = "farmland", _("Farmland protection and land use")
    ENFORCEMENT = "enforcement", _("Enforcement")
    OFFICE = "office", _("Office")
    FINANCE = "finance", _("Finance")
    SUPERVISION = "supervision", _("Supervision organ")
    POLICE = "police", _("Public security")
    COURT = "court", _("Court")
    LEGAL = "legal", _("Legal office")
    APPROVAL = "approval", _("Project and environment approval")


OTHER_ORGANS = frozenset({Duty.FINANCE, Duty.SUPERVISION, Duty.POLICE, Duty.COURT, Duty.APPROVAL})
"""Departments outside of the land bureau: they read, and answer what they are asked; they do none of its work."""


class Role(TextChoices):
    """What the holder of a post does."""

    CLERK = "clerk", _("Fill-in person")
    SURVEYOR = "surveyor", _("Surveyor")
    CHECKER = "checker", _("Checker")
    SECTION_LEADER = "section_leader", _("Section leader")
    LEADER = "leader", _("Leader")
    ORGANISER = "organiser", _("Campaign organiser")
    REVIEWER = "reviewer", _("Reviewer")
    SUPERVISOR = "supervisor", _("Supervisor")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
    SECURITY_ADMINISTRATOR = "security_administrator", _("Security administrator")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("Audit administrator")


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
"""Three administrators that no one person can hold together; none of them does the work of the inspection."""


class GroupKind(TextChoices):
    """The kinds of groups."""

    LEADING = "leading", _("Leading group")
    LEADING_OFFICE = "leading_office", _("Office of the leading group")
    WORK = "work", _("Work group")
    FIELD = "field", _("Field group")
    ACCEPTANCE = "acceptance", _("Acceptance group")


class Liability(TextChoices):
    """What a person of a township answers for in the responsibility register (总责、实责、发现和整改)."""

    OVERALL = "overall", _("Main leader: overall responsibility")
    ACTUAL = "actual", _("Leader in charge: actual responsibility")
    DISCOVERY = "discovery", _("Staff: discovery and rectification")
