"""What a seal contains, as files whose bytes follow from the content alone.

- ``manifest.json``: campaign, unit, edition, lawbook, layers, counts, and every other file with SHA-256 and size;
- ``records.jsonl``: every part with its facts, their sources and the judgement, in the order of the numbers;
- ``patches.jsonl``: every patch that counts with its state, its finding, who took it and when;
- ``objections.jsonl``: warnings and contradictions with what was explained of them;
- ``forms.json`` and ``forms/*``: the forms as they were filled, and each as a workbook or Word file.

The digest of a seal is the SHA-256 over ``content`` of the manifest: everything but when and in which edition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tuban.workflow import store
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate
from tuban.workflow.review.models import Finding
from tuban.workflow.submission.models import Seal

FORMAT, VERSION = "tuban.seal", 1
MANIFEST, RECORDS, PATCHES, OBJECTIONS, FORMS = (
    "manifest.json", "records.jsonl", "patches.jsonl", "objections.jsonl", "forms.json",
)  # fmt: skip


def canonical(content: Any) -> bytes:
    """Return JSON whose bytes follow from the content alone."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def as_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows as lines of canonical JSON."""
    return b"".join(canonical(row) + b"\n" for row in rows)


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 over a content.

    >>> digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(canonical(content)).hexdigest()


def patch_rows(campaign: Campaign) -> Iterator[dict[str, Any]]:
    """Yield every patch that counts as the office has it now, in the order of the numbers."""
    found = {
        one.patch_id: one
        for one in Finding.objects.filter(patch__campaign=campaign, is_current=True)
        .select_related("by")
        .defer("judgement", "decided", "reasons", "text")
    }
    said = dict(Comparison.objects.filter(patch__campaign=campaign, is_current=True).values_list("patch_id", "digest"))
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE).defer("geometry", "issued")
    for patch in rows.order_by("number", "part_number", "uuid"):
        one = found.get(patch.pk)
        yield {
            "uuid": str(patch.uuid), "number": patch.number, "part": patch.part_number, "list": patch.list,
            "source": patch.source, "state": patch.state, "township": patch.township_code,
            "managed": patch.managed_code, "area_m2": str(patch.area_m2), "finding": patch.finding or "",
            "violation": one.violation_type if one else "", "counted_mu": _text(one.counted_mu) if one else "",
            "cultivated_mu": _text(one.counted_cultivated_mu) if one else "", "facts": said.get(patch.pk, ""),
            "taken_by": one.by.name if one else "", "taken_at": one.at.isoformat() if one else "",
            "digest": one.digest if one else "",
        }  # fmt: skip


def number_of(row: Mapping[str, Any]) -> str:
    """Return the number of a sealed patch with that of its part.

    >>> number_of({"number": "A1", "part": ""}), number_of({"number": "A1", "part": "2"})
    ('A1', 'A1-2')
    """
    return f"{row['number']}-{row['part']}" if row.get("part") else str(row["number"])


def patch_of(row: Mapping[str, Any], campaign_id: Any) -> Patch | None:
    """Return the patch of this installation that a sealed one is: the very same, else the one of its number; None where
    it has none, as where the seal came from another installation."""
    rows = Patch.objects.filter(campaign=campaign_id)
    same = rows.filter(uuid=row["uuid"]).first()
    if same is not None:
        return same
    return rows.filter(number=row["number"], part_number=row.get("part", ""), fate=Fate.ACTIVE).first()


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def sealed_files(seal: Seal) -> dict[str, Path]:
    """Return where every file of a seal lies in the store, by its name in the seal, ``manifest.json`` first.

    Raises ContentLost. The bytes never change; the name of each in the store is its SHA-256.
    """
    return {name: store.found(one["sha256"], one["suffix"]) for name, one in seal.files.items()}


def sealed_bytes(seal: Seal, name: str) -> bytes:
    """Return the content of one file of a seal; raises KeyError, ContentLost."""
    one = seal.files[name]
    return store.found(one["sha256"], one["suffix"]).read_bytes()


def sealed_lines(seal: Seal, name: str) -> Iterator[dict[str, Any]]:
    """Yield the lines of one file of a seal."""
    for line in sealed_bytes(seal, name).splitlines():
        yield json.loads(line)
