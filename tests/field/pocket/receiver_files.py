"""Files of receivers: a boundary as each kind writes it, and files that give none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyproj

Point = tuple[float, float]


class Receiver:
    """A receiver that measured a ring of plane coordinates; writes into a folder."""

    def __init__(self, ring: Sequence[Point], epsg: int, folder: Path) -> None:
        self.ring, self.folder = list(ring), folder
        self._degrees = pyproj.Transformer.from_crs(epsg, 4490, always_xy=True)

    def written(self, name: str, text: str) -> Path:
        """Write a file."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def table(self, name: str, line: Callable[[int, float, float], str], head: str = "") -> Path:
        """Write a point a line."""
        return self.written(name, head + "".join(f"{line(at, *one)}\n" for at, one in enumerate(self.ring, start=1)))

    def degrees(self) -> list[Point]:
        """Return the ring in degrees."""
        return [self._degrees.transform(*one) for one in self.ring]

    def kinds(self) -> dict[str, Path]:
        """Write the ring as every kind of file; by what each is."""
        line = "".join(f"10\n{e:.4f}\n20\n{n:.4f}\n" for e, n in self.ring)
        places = " ".join(f"{lon:.10f},{lat:.10f},0" for lon, lat in self.degrees())
        turned = "\n".join(f"{lat:.10f} {lon:.10f}" for lon, lat in self.degrees())
        return {
            "TXT": self.table("RTK.txt", lambda at, e, n: f"P{at},{e:.4f},{n:.4f},52.31"),
            "north first": self.table("南方.dat", lambda at, e, n: f"P{at},,{n:.4f},{e:.4f},52.31"),
            "CSV": self.table("界址点.csv", lambda at, e, n: f"J{at},{n:.4f},{e:.4f}", "点号,纵坐标,横坐标\n"),
            "DXF": self.written(
                "界线.dxf",
                f"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n90\n{len(self.ring)}\n70\n1\n{line}0\nENDSEC\n0\nEOF\n",
            ),
            "KML": self.written(
                "界线.kml",
                '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs>'
                f"<LinearRing><coordinates>{places}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>",
            ),
            "latitude first": self.written("手持.txt", turned),
        }

    def wrong(self) -> dict[str, tuple[Path, str]]:
        """Write files that give no boundary; by what is wrong, with what the app must say of it."""
        two = self.table("半条.csv", lambda at, e, n: f"{at},{e:.3f},{n:.3f}" if at < 3 else "")
        far = self.table("远.txt", lambda at, e, n: f"{at},{e + 200_000:.3f},{n:.3f}")
        zone = self.table("六度带.txt", lambda at, e, n: f"{at},{e % 1_000_000 + 20_000_000:.3f},{n:.3f}")
        return {
            "empty": (self.written("空.txt", ""), "文件是空的"),
            "letters": (self.written("说明.txt", "备注：今天没有量。\n"), "没有找到界址点"),
            "two points": (two, "只有 2 个点"),
            "far": (far, "坐标离图斑 200 km"),
            "zone": (zone, "带号 20"),
        }

    def two(self) -> Path:
        """Write the ring and a smaller one beside it."""
        (e, n), *_ = self.ring
        small = [(e, n), (e + 9, n), (e + 9, n + 9), (e, n + 9)]
        plots = [
            f"4,0.1,{plot},地块{plot},面,,建设,,@\n"
            + "".join(f"J{at},1,{y:.3f},{x:.3f}\n" for at, (x, y) in enumerate(ring, 1))
            for plot, ring in enumerate((small, self.ring), start=1)
        ]
        return self.written("两块.txt", "[地块坐标]\n" + "".join(plots))
