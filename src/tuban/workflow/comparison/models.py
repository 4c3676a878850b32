"""What a comparison said of a patch, and when it would say something else."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.campaign_rules.models import Asking, Objection
from tuban.workflow.layers.models import Edition
from tuban.workflow.patches.models import Patch

__all__ = ["Asking", "Basis", "Comparison", "Objection", "Picture", "Terms", "WouldDiffer"]


class Basis(models.Model):
    """The layer editions that comparisons rest on together; all of one load share it. ``digest`` is that of their
    keys."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    editions = models.ManyToManyField(Edition, related_name="bases")

    def __str__(self) -> str:
        return self.digest[:12]


class Comparison(models.Model):
    """Facts, overlaps and proposals of one patch at one time. A later one replaces it; nothing is overwritten.

    ``facts`` and ``sources`` are all facts as :mod:`tuban.rules.facts_wire` writes them, ``judgement`` the decisions
    with rows, citations, parameters and missing facts, ``overlaps`` what the bars of the desk and the table of the
    dossier show (areas in square metres, as text), ``problems`` the rules that object. ``finding`` is proposed; only
    a review makes one. ``told`` are the facts that people told since, by name with ``value`` and ``source``: they stand
    above what the disc says, in this comparison and in every later one. ``basis`` are the layer editions it rests on,
    ``digest`` that of everything it says.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="comparisons")
    is_current = models.BooleanField(default=True)
    at = models.DateTimeField(auto_now_add=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    sources = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    told = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    judgement = models.JSONField(encoder=DjangoJSONEncoder)
    overlaps = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    problems = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    prejudgement = models.CharField(_("pre-judgement"), max_length=40, default="")
    finding = models.CharField(_("proposed finding"), max_length=40, default="")
    survey_comparison = models.CharField(max_length=40, default="")
    lawbook_edition = models.CharField(max_length=64)
    basis = models.ForeignKey(Basis, models.PROTECT, related_name="comparisons")
    digest = models.CharField(max_length=64)

    class Meta:
        """One comparison of a patch is the current one."""

        constraints = (
            models.UniqueConstraint(
                fields=["patch"], condition=models.Q(is_current=True), name="one_current_comparison"
            ),
        )
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.patch} {self.prejudgement}"

    @property
    def editions(self) -> models.QuerySet[Edition]:
        """The layer editions it rests on."""
        return self.basis.editions.all()


class Terms(models.Model):
    """What a comparison gives to the ratio: the few facts that it reads (on the wire) and the figures of the part.

    ``siblings`` is the digest of the comparisons of the other parts, whose figures are fitted together with these;
    empty where there are none. Where others stand beside it now, the terms are worked out anew.
    """

    comparison = models.OneToOneField(Comparison, models.CASCADE, primary_key=True, related_name="terms")
    siblings = models.CharField(max_length=64, default="", blank=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    figures = models.JSONField(encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return str(self.comparison)


class Picture(models.Model):
    """A picture of a patch, rendered at import: ``checksum`` names a JPEG in the store.

    ``frame`` is the square of ground that it shows (west, north, side, in metres of the working CRS): it is bare, and
    the outline is drawn over it. Empty where it was cut with the outline drawn in, as earlier editions did.
    """

    class When(models.TextChoices):
        """Before the change or after it."""

        BEFORE = "before", _("Before")
        AFTER = "after", _("After")

    patch = models.ForeignKey(Patch, models.CASCADE, related_name="pictures")
    when = models.CharField(max_length=6, choices=When.choices)
    taken_on = models.CharField(max_length=10, default="")
    checksum = models.CharField(max_length=64)
    frame = models.JSONField(null=True, blank=True)

    class Meta:
        """One of each."""

        constraints = (models.UniqueConstraint(fields=["patch", "when"], name="one_picture_of_a_time"),)

    def __str__(self) -> str:
        return f"{self.patch} {self.when}"

    @property
    def is_bare(self) -> bool:
        """Whether it shows the ground without the outline."""
        return self.frame is not None


class WouldDiffer(models.Model):
    """A patch whose pre-judgement would differ with a newer layer or lawbook: old beside new, until a person says
    what counts.

    Nothing is judged anew by itself.
    """

    class Answer(models.TextChoices):
        """What a person said."""

        OPEN = "open", _("Open")
        TAKEN = "taken", _("The new one counts")
        KEPT = "kept", _("The old one stays")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="would_differ")
    patch = models.ForeignKey(Patch, models.CASCADE, related_name="would_differ")
    because = models.CharField(_("because of"), max_length=200)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="would_differ")
    old = models.JSONField(encoder=DjangoJSONEncoder)
    new = models.JSONField(encoder=DjangoJSONEncoder)
    found_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=6, choices=Answer.choices, default=Answer.OPEN)
    reason = models.CharField(_("reason"), max_length=200, default="", blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-found_at", "patch")

    def __str__(self) -> str:
        return str(self.patch)

    @property
    def audited_as(self) -> Patch:
        """What is answered is told of the patch."""
        return self.patch
