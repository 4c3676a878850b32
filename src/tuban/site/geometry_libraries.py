"""GDAL and GEOS for GeoDjango, out of the wheels that the kernel uses anyway: no system package is needed."""

from __future__ import annotations

from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from tuban.values.errors import TubanError

_COMPILED = tuple(EXTENSION_SUFFIXES)


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


def load_first() -> None:
    """Load every compiled module of the geometry packages, before SQLite loads SpatiaLite.

    SQLite opens its extensions so that their symbols are seen by all that is loaded later. SpatiaLite brings PROJ and
    GEOS of the system, the packages bring their own, newer ones: a package loaded after it would call the wrong ones
    and end the process with a broken heap. What is loaded before is bound to its own and stays so.
    """
    for package in ("shapely", "pyproj", "pyogrio", "rasterio"):
        spec = find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec is not None else ():
            for _finder, name, is_package in iter_modules([place]):
                found = find_spec(f"{package}.{name}")
                if not is_package and found is not None and (found.origin or "").endswith(_COMPILED):
                    import_module(f"{package}.{name}")
