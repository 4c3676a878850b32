"""Makes an export: tables under their codes, written, read back, packed with manifest and check list, and kept."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tuban.exchange.digests import beside
from tuban.render.ministry_export.check_list import FileTold, write_check_list
from tuban.rules.ministry_export.cards import CardRows
from tuban.rules.ministry_export.coded import Coded, Origin
from tuban.rules.ministry_export.definition import CodeEdition
from tuban.rules.ministry_export.filling import code_tables
from tuban.rules.ministry_export.reading import codebook
from tuban.values.language import gettext as _
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import PRODUCT, record
from tuban.workflow.comparison.lawbook import cards, rulebook
from tuban.workflow.ministry_export.choices import Format
from tuban.workflow.ministry_export.files import Given, write_files
from tuban.workflow.ministry_export.models import MinistryExport
from tuban.workflow.ministry_export.outlines import has_outlines, outlines_of
from tuban.workflow.ministry_export.queries import SUFFIX
from tuban.workflow.ministry_export.sources import Source, live, sealed

FORMAT, VERSION = "tuban.ministry_export", 1
MANIFEST, CHECK_LIST, DRAFT = "manifest.json", "核对清单.xlsx", "草稿"
_WITH_OUTLINES = (Format.SHAPEFILE, Format.GEOPACKAGE)

Tell = Callable[[str, int, int], None]


def make_export(export_id: str, scratch: Path, tell: Tell) -> dict[str, Any]:
    """Make an export that was asked for, below ``scratch``. Raises what reading the seal, filling, fitting and reading
    back raise; then nothing is kept."""
    export = MinistryExport.objects.select_related("campaign", "seal__unit", "by", "post__unit").filter(
        pk=export_id, made_at__isnull=True
    ).first()  # fmt: skip
    if export is None:
        return {}  # the practice campaign was reset, or an attempt that was thought dead came first
    tell(_("Reading the records"), 0, 0)
    source = sealed(export.seal) if export.seal is not None else live(export.campaign)
    edition = codebook(rulebook()).on(source.as_of)
    shapes = _outlines(export, source)
    tell(_("Filling forms"), 0, 0)
    tables = list(code_tables(edition, source.forms, CardRows(cards(), source.facts), _origin(export, source)))
    files = write_files(export, Given(tables, shapes, source.as_of), scratch, tell)
    tell(_("Writing everything down"), 0, 0)
    about = _about(export, source, edition, tables, files)
    write_check_list(
        scratch / CHECK_LIST, _words(export, source, edition, tables, files), files, tables, rulebook(),
        line=f"{export.campaign.title}　{_standing(export)}", made=source.as_of,
    )  # fmt: skip
    packed = _packed(export, scratch, files, about)
    return _entered(export, packed, about)


def _outlines(export: MinistryExport, source: Source) -> Mapping[Any, Any]:
    """Return the outlines where a format has room for them; one that came may have none: GeoPackage does without."""
    wanted = [one for one in _WITH_OUTLINES if one in export.formats]
    if not wanted or (export.seal is not None and not has_outlines(export.seal)):
        return {}
    return outlines_of(export.campaign, source.patches, source.law, epsg=export.epsg, on=source.as_of)


def _origin(export: MinistryExport, source: Source) -> Origin:
    campaign = export.campaign
    unit = export.seal.unit if export.seal is not None else export.post.unit
    areas = {(row["number"], row["part"]): Decimal(row["area_m2"]) for row in source.patches}
    return Origin(source.as_of.isoformat(), unit.name, campaign.area_code, campaign.area_name or unit.name, areas)


def _standing(export: MinistryExport) -> str:
    if export.seal is None:
        return f"{DRAFT}：未经封存、签字的在办数据，不得作为上报成果"
    return f"封存第{export.seal.number}版"


def _words(
    export: MinistryExport, source: Source, edition: CodeEdition, tables: Sequence[Coded], files: Sequence[FileTold]
) -> list[tuple[str, str]]:
    seal = export.seal
    told = [
        ("任务", export.campaign.title), ("区划", f"{export.campaign.area_code} {export.campaign.area_name}".strip()),
        ("数据来源", _standing(export)), ("数据截至", source.as_of.isoformat()),
    ]  # fmt: skip
    if seal is not None:
        told += [("封存时间", _minute(seal.whole_at)), ("封存内容摘要（SHA-256）", seal.digest)]
    return [
        *told, ("规则库版本", source.lawbook), ("编码对照表自", edition.since.isoformat()),
        ("DBF 字符集", export.encoding), ("坐标系", f"2000国家大地坐标系 EPSG:{export.epsg}"),
        ("导出", f"{_minute(timezone.now())}　{export.by}　{export.post}"),
        ("逐格核对", f"{sum(one.cells for one in files)} 格：各文件写出后重新读回，逐格与"
                 f"{'封存的表、卡' if seal is not None else '在办数据'}比较，全部相符"),
        ("汇总核对", f"{sum(len(one.sums) for one in tables)} 项合计与表中合计相符"),
        ("应填未填", f"{sum(one.rows for table in tables for one in table.gaps)} 处，见“应填未填”"),
    ]  # fmt: skip


def _minute(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment is not None else ""


def _about(
    export: MinistryExport, source: Source, edition: CodeEdition, tables: Sequence[Coded], files: Sequence[FileTold]
) -> dict[str, Any]:
    seal = export.seal
    return {
        "draft": export.is_draft, "as_of": source.as_of.isoformat(), "codes_since": edition.since.isoformat(),
        "lawbook": source.lawbook, "encoding": export.encoding, "epsg": export.epsg, "formats": export.formats,
        "seal": {"number": seal.number, "digest": seal.digest} if seal is not None else None,
        "cells": sum(one.cells for one in files), "files": [asdict(one) for one in files],
        "tables": [
            {"id": one.table.id, "title": one.table.title, "rows": len(one.lines),
             "sums": [_sum(each) for each in one.sums], "gaps": [asdict(each) for each in one.gaps]}
            for one in tables
        ],
    }  # fmt: skip


def _sum(one: Any) -> dict[str, Any]:
    return {
        "code": one.code, "title": one.title, "total": str(one.total), "sealed": str(one.sealed), "unit": one.unit,
        "unmeasured": one.unmeasured,
    }  # fmt: skip


def _packed(export: MinistryExport, scratch: Path, files: Sequence[FileTold], about: Mapping[str, Any]) -> Path:
    campaign, unit = export.campaign, export.post.unit
    check_list = (scratch / CHECK_LIST).read_bytes()
    suite = settings.CRYPTO_SUITE
    about = {**about, "files": [{**one, **beside(suite, scratch / one["path"])} for one in about["files"]]}
    manifest = {
        "format": FORMAT, "version": VERSION, **about,
        "campaign": {"code": campaign.code, "title": campaign.title, "year": campaign.year,
                     "area_code": campaign.area_code, "area_name": campaign.area_name},
        "exported": {"at": timezone.localtime().isoformat(timespec="seconds"), "by": str(export.by),
                     "post": str(export.post), "unit": unit.name},
        "check_list": {"path": CHECK_LIST, "size": len(check_list), "sha256": hashlib.sha256(check_list).hexdigest(),
                       **beside(suite, check_list)},
    }  # fmt: skip
    (scratch / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
    place = scratch / "export.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (MANIFEST, CHECK_LIST, *(one.path for one in files)):
            archive.write(
                scratch / name, f"{DRAFT}_{name}" if export.is_draft and name in (MANIFEST, CHECK_LIST) else name
            )
    return place


def _entered(export: MinistryExport, packed: Path, about: Mapping[str, Any]) -> dict[str, Any]:
    now = timezone.localtime()
    standing = DRAFT if export.seal is None else f"封存第{export.seal.number}版"
    export.name = f"{standing}-上报数据-{export.campaign.area_code}-{export.campaign.year}-{now:%Y%m%d-%H%M}{SUFFIX}"
    export.size, export.about = packed.stat().st_size, dict(about)
    export.checksum = store.keep(packed, suffix=SUFFIX)
    export.made_at = now
    with transaction.atomic():
        if not MinistryExport.objects.select_for_update().filter(pk=export.pk, made_at__isnull=True).exists():
            return {}
        export.save()
        details = {"sha256": export.checksum, "size": export.size, "draft": export.is_draft,
                   "digest": export.seal.digest if export.seal is not None else "", "by": str(export.by)}  # fmt: skip
        record("ministry_export.made", by=PRODUCT, subject=subject_of(export), details=details)
    return {"export": str(export.pk), "name": export.name, "size": export.size, "sha256": export.checksum}
