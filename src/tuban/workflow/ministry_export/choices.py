"""What can be chosen: the formats, the character set of DBF, the system of coordinates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuban.kernel.crs import GEOGRAPHIC_EPSG
from tuban.render.ministry_export.encodings import BYTES_OF_A_LETTER, GBK
from tuban.values.errors import TubanError
from tuban.workflow.campaigns.models import Campaign


class Format(models.TextChoices):
    """The formats of the files, each in a folder of the archive."""

    EXCEL = "xlsx", _("Excel, one workbook for each form")
    DBF = "dbf", _("DBF, one table for each form")
    SHAPEFILE = "shp", _("Shapefile, tables of patches with outlines")
    GEOPACKAGE = "gpkg", _("GeoPackage, all in one file")

    @property
    def name_shown(self) -> str:
        """Its name alone, as it is called in every language."""
        return {"xlsx": "Excel", "dbf": "DBF", "shp": "Shapefile", "gpkg": "GeoPackage"}[self.value]


class System(models.TextChoices):
    """The system of the coordinates, CGCS2000."""

    WORKING = "zone", _("three-degree zone of the campaign, metres")
    GEOGRAPHIC = "geographic", _("geographic, degrees")


ENCODINGS = tuple(BYTES_OF_A_LETTER)


class FormatsUnfit(TubanError):
    """No format, or one that there is not: {formats}."""

    code = "ministry_export.formats_unfit"
    hint = "Choose at least one of xlsx, dbf, shp, gpkg."


class EncodingUnfit(TubanError):
    """A DBF is written in GBK or UTF-8, not in {encoding}."""

    code = "ministry_export.encoding_unfit"
    hint = "GBK is what receiving programs expect; UTF-8 holds every letter."


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen of an export, sound."""

    formats: tuple[str, ...]
    encoding: str
    epsg: int

    @property
    def has_outlines(self) -> bool:
        """Whether outlines are needed, and not only taken along where they are there."""
        return Format.SHAPEFILE in self.formats


def choice(campaign: Campaign, formats: Collection[str], encoding: str = GBK, system: str = System.WORKING) -> Choice:
    """Return a sound choice. Raises FormatsUnfit, EncodingUnfit."""
    chosen = tuple(one.value for one in Format if one.value in formats)
    if not chosen or len(chosen) != len(set(formats)):
        raise FormatsUnfit(formats="、".join(sorted(formats)) or "—")
    if encoding not in ENCODINGS:
        raise EncodingUnfit(encoding=encoding[:20])
    return Choice(chosen, encoding, GEOGRAPHIC_EPSG if system == System.GEOGRAPHIC else campaign.epsg)
