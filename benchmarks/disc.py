"""The invented county as a data disc, so that the whole of ``tuban inspect`` can be measured on it."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas
import numpy as np
import pyarrow.parquet as pq
import shapely

from benchmarks.county import SOUTH, WEST, Tier, make

EPSG = 4547
MU = 10_000 / 15
TOWNSHIPS = 4  # a side
ZONES = {"允许": "允许建设区", "有条件": "有条件建设区", "禁止": "禁止建设区"}
STATES = ("新增建设", "新增建设", "新增建设", "实地未变化", "农业结构调整", "设施农用地", "临时用地")
USES = ("工业", "公路", "农村宅基地", "商服", "仓储", "公共设施")
USERS = ("示范公司", "示范村委会", "示范某", "示范镇政府")
KINDS = ("企业", "村集体", "个人", "政府")


def make_disc(tier: Tier, folder: Path, seed: int = 7) -> Path:
    """Write the county as a bare disc below ``folder`` unless it is there; returns the disc."""
    disc = folder / "disc"
    if (disc / "外业核查结果.csv").exists():
        return disc
    files = make(tier, folder)
    disc.mkdir(exist_ok=True)
    random = np.random.default_rng(seed)
    patches = _read(files["patches"])
    numbers = [f"990101SJBG24{row:06d}" for row in range(1, len(patches) + 1)]
    lists = random.choice(["Y", "Y", "Y", "W", "B", "PJ"], len(patches))
    _write(disc / "图斑.gpkg", patches, JCBH=numbers, LY=list(lists), XZQDM=["990101"] * len(patches),
           QSX=["20230601"] * len(patches), HSX=["20240801"] * len(patches),
           JCMJ=[round(shape.area / MU, 2) for shape in patches])  # fmt: skip
    survey = pq.read_table(files["survey"], columns=["land_class", "geometry"])
    parcels = shapely.from_wkb(survey["geometry"].to_numpy())
    _write(disc / "地类图斑2023.gpkg", parcels, DLBM=survey["land_class"].to_pylist())
    plan = pq.read_table(files["plan"], columns=["zone", "geometry"])
    names = dict(zip(sorted(set(plan["zone"].to_pylist())), [*ZONES.values(), "限制建设区"] * 3, strict=False))
    _write(disc / "规划.gpkg", shapely.from_wkb(plan["geometry"].to_numpy()),
           GHYT=[names[zone] for zone in plan["zone"].to_pylist()])  # fmt: skip
    farmland = _read(files["farmland"])
    _write(disc / "永久基本农田.gpkg", farmland, JBNTTBBH=[str(row) for row in range(len(farmland))])
    approvals = _read(files["approvals"])
    _write(disc / "农转用批准.gpkg", approvals, PZWH=[f"示政土〔2023〕{row}号" for row in range(len(approvals))],
           PZJG=["示范省人民政府"] * len(approvals), PZRQ=["2023-05-10"] * len(approvals))  # fmt: skip
    _write(disc / "供地.gpkg", approvals[::2], GDWH=[f"示供〔2023〕{row}号" for row in range(len(approvals[::2]))],
           GDRQ=["2023-06-20"] * len(approvals[::2]))  # fmt: skip
    side = tier.side_m / TOWNSHIPS
    squares = [
        shapely.box(WEST + column * side, SOUTH + row * side, WEST + (column + 1) * side, SOUTH + (row + 1) * side)
        for row in range(TOWNSHIPS)
        for column in range(TOWNSHIPS)
    ]
    _write(disc / "行政区.gpkg", squares, XZQDM=[f"990101{row:03d}" for row in range(1, len(squares) + 1)],
           XZQMC=[f"示范{row}镇" for row in range(1, len(squares) + 1)])  # fmt: skip
    with (disc / "外业核查结果.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["图斑编号", "实地情况", "实际用途", "用地时间", "用地单位", "主体性质", "实测面积(亩)", "实地与图斑一致",
             "按批准用途使用", "建设现状", "举证照片数"]
        )  # fmt: skip
        for number, shape in zip(numbers, patches, strict=True):
            who = int(random.integers(len(USERS)))
            writer.writerow(
                [number, random.choice(STATES), random.choice(USES), f"2024-{random.integers(1, 9):02d}", USERS[who],
                 KINDS[who], round(shape.area / MU, 2), "是", "是", "建成", int(random.integers(1, 5))]
            )  # fmt: skip
    return disc


def _read(path: Path) -> np.ndarray:
    return shapely.from_wkb(pq.read_table(path, columns=["geometry"])["geometry"].to_numpy())


def _write(path: Path, shapes: object, **columns: list[object]) -> None:
    frame = geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=EPSG)  # type: ignore[call-overload]
    frame.to_file(path, layer=path.stem)
