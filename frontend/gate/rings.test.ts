import Polygon from "ol/geom/Polygon";
import { describe, expect, it } from "vitest";
import { ringsOf, textOf } from "./rings";

describe("outlines as text", () => {
  it("are read point by point, whichever of longitude and latitude comes first", () => {
    expect(ringsOf("106.1, 23.1\n23.2 106.2\nJ3 106.3 23.3")).toEqual([
      [
        [106.1, 23.1],
        [106.2, 23.2],
        [106.3, 23.3],
      ],
    ]);
  });

  it("are left to the server where they are in metres", () => {
    expect(ringsOf("2561234.1, 36401234.5\n2561240, 36401240\n2561250, 36401250")).toEqual([]);
  });

  it("come back as they were written", () => {
    const ring = [
      [106.1, 23.1],
      [106.2, 23.1],
      [106.2, 23.2],
      [106.1, 23.1],
    ];
    const text = textOf([new Polygon([ring]), new Polygon([ring])]);
    expect(ringsOf(text)).toEqual([ring.slice(0, 3), ring.slice(0, 3)]);
  });
});
