"""That a way is done: the township declares, the land department looks on site, the responsible persons sign."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.evidence.models import Exhibit
from tuban.workflow.organisations.models import Person, Post, Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.rectification.models.ways import Way
from tuban.workflow.survey.models import Measurement


class Declaration(models.Model):
    """A declaration that a way is done (整改申报). ``facts`` are what it tells, as the wire writes them; ``before`` and
    ``after`` a pair of photos from one viewpoint; ``measured`` the boundary that the field measured anew, or
    ``boundary`` its points in degrees as they were typed, ``measured_m2`` the area by the kernel. ``digest`` is over
    all of it: that is what is signed.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waits for the acceptance on site")
        ACCEPTED = "accepted", _("Accepted on site")
        REFUSED = "refused", _("Not accepted")
        SIGNED = "signed", _("Accepted and signed")
        FALSE = "false", _("False")
        REOPENED = "reopened", _("Reopened")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    way = models.ForeignKey(Way, models.PROTECT, related_name="declarations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="declarations")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    text = models.TextField(default="", blank=True)
    before = models.ForeignKey(Exhibit, models.PROTECT, null=True, blank=True, related_name="+")
    after = models.ForeignKey(Exhibit, models.PROTECT, null=True, blank=True, related_name="+")
    documents = models.JSONField(default=list)
    measured = models.ForeignKey(Measurement, models.PROTECT, null=True, blank=True, related_name="declarations")
    boundary = models.JSONField(default=list)
    measured_m2 = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="declarations")
    post = models.ForeignKey(Post, models.PROTECT, related_name="declarations")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    false_because = models.CharField(max_length=300, default="", blank=True)
    false_evidence = models.JSONField(default=list)
    false_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    false_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        indexes = (models.Index(fields=["unit", "state"], name="rectification_declared"),)
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.way} {self.at:%Y-%m-%d}"

    @property
    def audited_as(self) -> Patch:
        """A declaration is told of its patch."""
        return self.way.patch


class Inspection(models.Model):
    """What the land department found on site about a declaration (现场验收): who was there, when, where, whether it was
    accepted and why."""

    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="inspection")
    is_accepted = models.BooleanField()
    persons = models.JSONField()
    looked_on = models.DateField(_("looked on"))
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    exhibits = models.JSONField(default=list)
    text = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.declaration} {self.looked_on}"


class Signature(models.Model):
    """A signature under an acceptance. ``place`` is that of its sentence in the lawbook; name, post and sentence are
    kept as they were; ``digest`` is that of the declaration that was seen. Never changed nor deleted."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="signatures")
    place = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=40)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    post_title = models.CharField(max_length=200)
    answers = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One signature at a place."""

        constraints = (
            models.UniqueConstraint(fields=["declaration", "place"], name="one_signature_at_a_place_of_acceptance"),
        )
        ordering = ("declaration", "place")

    def __str__(self) -> str:
        return f"{self.person_name} {self.at:%Y-%m-%d}"
