"""Small discs of an invented county, to be broken in every way a disc can be broken."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from tuban.inspect.disc import Disc, check_disc
from tuban.kernel.formats.children import Nursery

EPSG = 4547
EAST, NORTH = 524_000.0, 3_512_000.0
SIDE = 60.0
REAL_DISC = Path(__file__).parents[4] / "shared/data/discs/real-shapes-a"


def square(column: float, row: float, side: float = SIDE) -> Polygon:
    """A square in the working CRS; columns and rows are 100 m apart."""
    west, south = EAST + 100 * column, NORTH + 100 * row
    return box(west, south, west + side, south + side)


def number(serial: int) -> str:
    return f"990101SJBG24{serial:06d}"


def patch_frame(count: int = 5, crs: int | str | None = EPSG, **columns: list) -> geopandas.GeoDataFrame:
    """Patches in a row, 60 m squares of 5.40 亩 each, the first three in 东沟镇, the others in 西坡乡."""
    about = {
        "XZQDM": ["990101"] * count,
        "XMC": ["示范县"] * count,
        "XZMC": ["东沟镇" if serial <= 3 else "西坡乡" for serial in range(1, count + 1)],
        "JCBH": [number(serial) for serial in range(1, count + 1)],
        "TBLX": ["新增建(构)筑物"] * count,
        "LY": ["Y", "W", "B", "PJ", "Z"][:count] + ["Y"] * max(0, count - 5),
        "QSX": ["20230815"] * count,
        "HSX": ["20240402"] * count,
        "JCMJ": [5.4] * count,
    }
    about.update(columns)
    return geopandas.GeoDataFrame(about, geometry=[square(serial, 0) for serial in range(1, count + 1)], crs=crs)


def boundary_frame() -> geopandas.GeoDataFrame:
    """Two townships that meet between the third and the fourth patch."""
    middle = EAST + 390
    shapes = [box(EAST - 500, NORTH - 500, middle, NORTH + 1000), box(middle, NORTH - 500, EAST + 2000, NORTH + 1000)]
    return geopandas.GeoDataFrame(
        {"XZQDM": ["990101001", "990101002"], "XZQMC": ["东沟镇", "西坡乡"]}, geometry=shapes, crs=EPSG
    )


def survey_frame() -> geopandas.GeoDataFrame:
    shapes = [
        box(EAST - 500, NORTH - 500, EAST + 700, NORTH + 1000),
        box(EAST + 700, NORTH - 500, EAST + 2000, NORTH + 1000),
    ]
    return geopandas.GeoDataFrame(
        {"BSM": ["1", "2"], "DLBM": ["0103", "0301"], "DLMC": ["旱地", "乔木林地"], "SJNF": [2023, 2023]},
        geometry=shapes, crs=EPSG,
    )  # fmt: skip


@dataclass
class Shelf:
    """A folder to put files of a disc into."""

    root: Path

    def shapefile(self, frame: geopandas.GeoDataFrame, name: str, encoding: str = "UTF-8") -> Path:
        path = self.root / f"{name}.shp"
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.to_file(path, driver="ESRI Shapefile", encoding=encoding, engine="pyogrio")
        return path

    def geopackage(self, frame: geopandas.GeoDataFrame, name: str, layer: str | None = None) -> Path:
        path = self.root / f"{name}.gpkg"
        frame.to_file(path, driver="GPKG", layer=layer or name, engine="pyogrio")
        return path

    def text(self, text: str, name: str, encoding: str = "utf-8") -> Path:
        path = self.root / name
        path.write_bytes(text.encode(encoding))
        return path


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    root = tmp_path / "disc"
    root.mkdir()
    return Shelf(root)


@pytest.fixture(scope="session")
def sound_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shelf = Shelf(tmp_path_factory.mktemp("sound"))
    shelf.shapefile(patch_frame(), "图斑/图斑")
    shelf.geopackage(boundary_frame(), "行政区")
    shelf.geopackage(survey_frame(), "地类图斑", "DLTB")
    shelf.text(
        "图斑编号,实地情况,实测面积(亩),动态巡查已发现\n"
        f"{number(1)},新增建设,5.35,是\n{number(2)},实地未变化,,否\n",
        "外业核查结果.csv",
    )  # fmt: skip
    return shelf.root


@pytest.fixture
def sound(shelf: Shelf, sound_once: Path) -> Shelf:
    """A small disc without manifest on which nothing is wrong."""
    shutil.copytree(sound_once, shelf.root, dirs_exist_ok=True)
    return shelf


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as running:
        yield running


@pytest.fixture
def check(tmp_path: Path, nursery: Nursery) -> Callable[..., Disc]:
    def run(path: Path, **options: object) -> Disc:
        return check_disc(path, tmp_path / "work", nursery=nursery, **options)

    return run


def found(disc: Disc, code: str) -> list:
    return [finding for finding in disc.findings if finding.code == code]


def copy_parts(path: Path, into: Path) -> None:
    for part in path.parent.glob(f"{path.stem}.*"):
        shutil.copy(part, into)


def bow_tie(column: float) -> Polygon:
    west, south = EAST + 100 * column, NORTH
    return Polygon([(west, south), (west + 60, south + 60), (west + 60, south), (west, south + 60)])


def two_squares(column: float) -> MultiPolygon:
    return MultiPolygon([square(column, 0), square(column, 1)])
