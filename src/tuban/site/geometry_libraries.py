"""GDAL and GEOS for GeoDjango, out of the wheels that the kernel uses anyway: no system package is needed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from tuban.values.errors import TubanError


class GeometryLibraryMissing(TubanError):
    """The package {package} brings no {library}."""

    code = "site.geometry_library_missing"
    hint = "Install it again from a wheel of its publisher: `pip install --force-reinstall {package}`."


def gdal() -> str:
    """Return the path of the GDAL library in the wheel of pyogrio."""
    return _library("pyogrio", "gdal")


def geos() -> str:
    """Return the path of the GEOS library (C interface) in the wheel of shapely."""
    return _library("shapely", "geos_c")


def _library(package: str, name: str) -> str:
    spec = find_spec(package)
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parents[1]
        for place, pattern in (
            (f"{package}.libs", f"lib{name}[-.]*so*"), (f"{package}/.dylibs", f"lib{name}*.dylib"),
            (f"{package}.libs", f"{name}*.dll"),
        ):  # fmt: skip
            found = sorted((folder / place).glob(pattern))
            if found:
                return str(found[0])
    raise GeometryLibraryMissing(package=package, library=name.upper())
