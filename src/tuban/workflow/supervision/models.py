"""A supervision, its lot, what was drawn, and the records of those who supervise."""

from __future__ import annotations

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.models import Person, Post, Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.supervision import words


class Supervision(models.Model):
    """One supervision of a county's campaign by a unit above it (``unit``); closed once its opinions were exchanged."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="supervisions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supervisions")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="supervisions")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(_("opinion"), default="", blank=True)

    class Meta:
        """The newest first."""

        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return f"{self.unit} {self.opened_at:%Y-%m-%d}"

    @property
    def area_code(self) -> str:
        """The county whose people may read about it."""
        return self.campaign.area_code


class Lot(models.Model):
    """The list that is drawn from, fixed before the draw, and the draw.

    ``results`` are its rows: key (patch number and part), patch, finding, areas in 亩 as text, stratum and signs.
    ``digest`` is theirs, ``commitment`` the SHA-256 of ``secret``, which nobody is shown before the draw; ``word`` was
    named in public after both were published. ``law`` are the numbers of the lawbook as they were when it was fixed:
    what is promised, drawn and judged rests on them. ``seed`` is the SHA-256 of secret and word. ``sizes`` are numbers
    drawn by stratum, ``shortfalls`` the quotas that cannot be met.
    """

    supervision = models.OneToOneField(Supervision, models.CASCADE, primary_key=True, related_name="lot")
    share = models.CharField(max_length=40)
    results = models.JSONField(encoder=DjangoJSONEncoder)
    law = models.JSONField(default=dict)
    edition = models.CharField(max_length=64, default="")
    digest = models.CharField(max_length=64)
    secret = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    fixed_by = models.ForeignKey(Person, models.PROTECT, related_name="fixed_lots")
    fixed_at = models.DateTimeField()
    word = models.CharField(_("public word"), max_length=200, default="", blank=True)
    word_from = models.CharField(_("where the word comes from"), max_length=200, default="", blank=True)
    seed = models.CharField(max_length=64, default="", blank=True)
    sizes = models.JSONField(default=dict, blank=True)
    shortfalls = models.JSONField(default=list, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.supervision)


class Drawn(models.Model):
    """A drawn patch. ``first_*`` are its finding and areas (亩) when the list was fixed.

    For the field, ``visitor`` goes there without knowing the first and fills ``finding`` and areas; ``sealed_at`` ends
    that for good. For a reading of its file, ``file_state`` and ``words`` say what it showed. ``false_because`` is set
    where supervision names what the unit reported false. ``compared`` are the answers of comparing it with the
    documents of the lawbook: item → answer, words, who and when. ``boundary`` is what the visitor measured: GeoJSON in
    degrees, empty where they typed an area; photos hang on the sheet (``photos.py``).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    lot = models.ForeignKey(Lot, models.CASCADE, related_name="drawn")
    patch = models.ForeignKey(Patch, models.PROTECT, related_name="drawn")
    purpose = models.CharField(max_length=5, choices=words.Purpose.choices)
    place = models.PositiveSmallIntegerField()
    stratum = models.CharField(max_length=5, choices=words.Stratum.choices)
    because = models.CharField(max_length=5, choices=words.Because.choices)
    first_finding = models.CharField(max_length=40)
    first_mu = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    first_cultivated_mu = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    visitor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="blind_visits")
    finding = models.CharField(max_length=40, default="", blank=True)
    mu = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    cultivated_mu = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    boundary = models.JSONField(default=dict, blank=True)
    use = models.CharField(max_length=200, default="", blank=True)
    visited_on = models.DateField(null=True, blank=True)
    file_state = models.CharField(max_length=7, choices=words.FileState.choices, default="", blank=True)
    words = models.TextField(default="", blank=True)
    compared = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    sealed_at = models.DateTimeField(null=True, blank=True)
    sealed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="sealed_sheets")
    false_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        """Once for each purpose, in the turns of the seed."""

        constraints = (models.UniqueConstraint(fields=["lot", "patch", "purpose"], name="one_drawn_for_a_purpose"),)
        indexes = (models.Index(fields=["visitor", "sealed_at"], name="supervision_visitor"),)
        ordering = ("purpose", "place")

    def __str__(self) -> str:
        return str(self.patch)

    @property
    def area_code(self) -> str:
        """The county whose people may read about it."""
        return self.patch.area_code


class BlindPackage(models.Model):
    """The open sheets of a visitor of one lot, as the pocket app takes them along: made at one time, whole or not at
    all. ``digest`` names everything it is made of, ``sheets`` which sheets; ``about`` is its manifest, ``parts`` its
    files: name, kind, checksum, suffix, whether it lies in the store, bytes, type.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    lot = models.ForeignKey(Lot, models.CASCADE, related_name="packages")
    visitor = models.ForeignKey(Person, models.PROTECT, related_name="blind_packages")
    digest = models.CharField(max_length=64)
    sheets = models.JSONField(default=list)
    asked_at = models.DateTimeField(auto_now_add=True)
    job_id = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    about = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    parts = models.JSONField(default=list)
    size = models.BigIntegerField(default=0)

    class Meta:
        """Newest first."""

        indexes = (models.Index(fields=["visitor", "-asked_at"], name="supervision_packages"),)
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return str(self.lot)


class Falsehood(models.Model):
    """What supervision named false (弄虚作假): a record of the first visit that cannot be true, ``kind`` of the
    lawbook, ``record`` in words and ``key`` by which it is found again. ``evidence`` is what the second visit has
    against it: words, and the checksum of a photo where it is one. It is demanded to be put right by ``correction``.
    """

    drawn = models.ForeignKey(Drawn, models.CASCADE, related_name="falsehoods")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    record = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    evidence = models.JSONField(default=list)
    correction = models.ForeignKey("Correction", models.PROTECT, null=True, blank=True, related_name="falsehoods")
    by = models.ForeignKey(Person, models.PROTECT, related_name="falsehoods")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In order of time; a record is named once."""

        constraints = (models.UniqueConstraint(fields=["drawn", "kind", "key"], name="one_falsehood_of_a_record"),)
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.record


class Remark(models.Model):
    """What supervision found of an item of the lawbook: of its checklist, or of the materials to be prepared."""

    supervision = models.ForeignKey(Supervision, models.CASCADE, related_name="remarks")
    item = models.CharField(max_length=60)
    is_material = models.BooleanField(default=False)
    answer = models.CharField(max_length=8)
    words = models.TextField(default="", blank=True)
    patches = models.ManyToManyField(Patch, related_name="remarks", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="remarks")
    at = models.DateTimeField()

    class Meta:
        """One of an item."""

        constraints = (
            models.UniqueConstraint(fields=["supervision", "item", "is_material"], name="one_remark_on_an_item"),
        )

    def __str__(self) -> str:
        return f"{self.supervision} {self.item}"


class Meeting(models.Model):
    """The minutes of a hearing or of an exchange of opinions."""

    supervision = models.ForeignKey(Supervision, models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=20)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=120)
    present = models.TextField(_("present"))
    minutes = models.TextField(_("minutes"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="supervision_meetings")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In order of time."""

        ordering = ("held_on", "pk")

    def __str__(self) -> str:
        return f"{self.supervision} {self.kind}"


class Correction(models.Model):
    """A correction that supervision demands (整改意见), answered by the county and followed to its end.

    ``told`` are its steps, oldest first: state, words, who and when.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    supervision = models.ForeignKey(Supervision, models.CASCADE, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    demand = models.TextField(_("demand"))
    patches = models.ManyToManyField(Patch, related_name="corrections", blank=True)
    due_on = models.DateField(_("due on"))
    state = models.CharField(max_length=8, choices=words.CorrectionState.choices, default=words.CorrectionState.ASKED)
    told = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(Person, models.PROTECT, related_name="corrections")
    post = models.ForeignKey(Post, models.PROTECT, related_name="corrections")
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        """In their numbers."""

        constraints = (models.UniqueConstraint(fields=["supervision", "number"], name="one_number_of_a_correction"),)
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.supervision} {self.number}"

    @property
    def area_code(self) -> str:
        """The county whose people may read about it."""
        return self.supervision.area_code
