import { expect, test } from "vitest";
import { type Point, Zone } from "../ground/gauss_kruger";
import { decoded } from "./decoding";
import { NotReadable, readBoundary } from "./reading";

const ZONE = Zone.needed(4526); // 38 in front of the easting
const CENTRE = [113.8097, 31.7474] as const;
const [E, N] = ZONE.plane([...CENTRE]).map(Math.round) as [number, number];
const SQUARE: Point[] = [[E, N], [E + 40, N], [E + 40, N + 30], [E, N + 30]]; // biome-ignore format: a shape
const read = (text: string, name: string) => readBoundary(text, name, ZONE, CENTRE);

test.each([
  ["number, east, north, height", SQUARE.map(([e, n], at) => `P${at + 1},${e},${n},52.31`).join("\n")],
  ["number, north, east, height", SQUARE.map(([e, n], at) => `P${at + 1},,${n},${e},52.31`).join("\r\n")],
  ["blanks and tabs", SQUARE.map(([e, n], at) => `${at + 1}\t${e}  ${n}`).join("\n")],
  ["named columns", `点号,纵坐标,横坐标\n${SQUARE.map(([e, n], at) => `J${at + 1},${n},${e}`).join("\n")}`],
  ["closed", [...SQUARE, SQUARE[0] as Point].map(([e, n]) => `${e},${n}`).join("\n")],
  [
    "degrees",
    SQUARE.map((point) =>
      ZONE.degrees(point)
        .map((one) => one.toFixed(9))
        .join(","),
    ).join("\n"),
  ],
  [
    "latitude first",
    SQUARE.map((point) =>
      [...ZONE.degrees(point)]
        .reverse()
        .map((one) => one.toFixed(9))
        .join(" "),
    ).join("\n"),
  ],
  [
    "a plot file of the survey",
    `[地块坐标]\n4,0.12,1,地块,面,,建设,,@\n${SQUARE.map(([e, n], at) => `J${at + 1},1,${n},${e}`).join("\n")}\nJ1,1,${N},${E}`,
  ],
])("a table: %s", (_name, text) => {
  const { rings, order } = read(text, "points.txt");
  expect(order).not.toBeNull();
  expect(rings).toHaveLength(1);
  rings[0]?.forEach(([e, n], at) => {
    expect(Math.hypot(e - (SQUARE[at]?.[0] ?? 0), n - (SQUARE[at]?.[1] ?? 0))).toBeLessThan(0.01);
  });
});

test("eastings without the zone's number are taken into it", () => {
  const bare = SQUARE.map(([e, n]) => `${e - 38_000_000},${n}`).join("\n");
  expect(read(bare, "a.csv").rings[0]?.[0]).toEqual(SQUARE[0]);
});

test("points of the neighbouring zone are carried over", () => {
  const next = Zone.needed(4527);
  const there = SQUARE.map((point) =>
    next
      .plane(ZONE.degrees(point))
      .map((one) => one.toFixed(4))
      .join(","),
  ).join("\n");
  const [east, north] = read(there, "a.csv").rings[0]?.[0] ?? [0, 0];
  expect(Math.hypot(east - E, north - N)).toBeLessThan(0.01);
});

test("a drawing: a closed line, and single points where there is none", () => {
  const line = `0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n90\n4\n70\n1\n${SQUARE.map(([e, n]) => `10\n${e}\n20\n${n}`).join("\n")}\n0\nENDSEC`;
  expect(read(line, "a.dxf").rings).toEqual([SQUARE]);
  const old = `0\nSECTION\n0\nPOLYLINE\n10\n0\n20\n0\n${SQUARE.map(([e, n]) => `0\nVERTEX\n10\n${e}\n20\n${n}`).join("\n")}\n0\nSEQEND`;
  expect(read(old, "a.dxf").rings).toEqual([SQUARE]);
  const points = `0\nSECTION\n${SQUARE.map(([e, n]) => `0\nPOINT\n10\n${e}\n20\n${n}`).join("\n")}`;
  expect(read(points, "a.dxf").rings).toEqual([SQUARE]);
});

test("KML", () => {
  const coordinates = SQUARE.map((point) => `${ZONE.degrees(point).join(",")},0`).join(" ");
  const kml = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>${coordinates}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`;
  expect(read(kml, "a.kml").rings[0]).toHaveLength(4);
});

const pairs = (east: number, north: number) => SQUARE.map(([e, n]) => `${e + east},${n + north}`).join("\n");

test.each([
  ["empty", "a.txt", " \n", {}],
  ["nothing", "a.txt", "备注：没有点", {}],
  ["nothing", "a.kml", "<kml><Placemark><name>无</name></Placemark></kml>", {}],
  ["few", "a.csv", pairs(0, 0).split("\n").slice(0, 2).join("\n"), { n: 2 }],
  ["far", "a.txt", pairs(200_000, 0), { way: "200 km", ours: 38 }],
  ["far", "a.txt", pairs(1_000_000, 0), { ours: 38 }], // the neighbouring zone's number in front
  ["zone", "a.txt", pairs(-18_000_000, 0), { zone: 20, ours: 38 }], // a 6° zone
])("what cannot be used is refused with what a sentence needs: %s", (why, name, text, about) => {
  expect(() => read(text, name)).toThrow(NotReadable);
  expect(() => read(text, name)).toThrow(expect.objectContaining({ why, about: expect.objectContaining(about) }));
});

test("letters among the points and corners of no numbers are left out", () => {
  const text = `测量员 王外业\n${pairs(0, 0)}\n完`;
  expect(read(text, "a.txt").rings[0]).toHaveLength(4);
});

test("both shapes of a file are told", () => {
  const plots = [0, 100].map((far, plot) =>
    [`4,0.12,${plot + 1},地块,面,,建设,,@`, ...SQUARE.map(([e, n], at) => `J${at + 1},1,${n},${e + far}`)].join("\n"),
  );
  expect(read(plots.join("\n"), "a.txt").rings).toHaveLength(2);
});

test("latitude first is seen in KML too", () => {
  const turned = SQUARE.map((point) => [...ZONE.degrees(point)].reverse().join(",")).join(" ");
  const kml = `<kml><LinearRing><coordinates>${turned}</coordinates></LinearRing></kml>`;
  const [east, north] = read(kml, "a.kml").rings[0]?.[0] ?? [0, 0];
  expect(Math.hypot(east - E, north - N)).toBeLessThan(0.01);
});

test("letters of UTF-16 are read", () => {
  expect(decoded(new Uint8Array([0xff, 0xfe, 0x31, 0x00]).buffer)).toBe("1");
});

test("letters of GB18030 are read", () => {
  expect(decoded(new Uint8Array([0xb5, 0xe3, 0xba, 0xc5]).buffer)).toBe("点号");
});
