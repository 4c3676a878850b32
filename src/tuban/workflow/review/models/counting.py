"""What a finding gives to the ratio, kept when it is taken."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tuban.workflow.review.models.findings import Finding


class FindingTerms(models.Model):
    """What a finding gives to the ratio: the few facts that it reads (on the wire) and the figures of the part.

    ``siblings`` is the digest of what the other parts of the patch rest on, whose figures are fitted together with
    these; empty where there are none. Where they rest on something else now, the terms are worked out anew.
    """

    finding = models.OneToOneField(Finding, models.CASCADE, primary_key=True, related_name="terms")
    siblings = models.CharField(max_length=64, default="", blank=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    figures = models.JSONField(encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return str(self.finding)
