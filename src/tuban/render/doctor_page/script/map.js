// The map: divisions, patches, and the place of every finding with its mark; the chosen one with its outlines before and after.
const map = (() => {
  if (!data.has_map) {
    emptyMap();
    return { redraw() {}, goTo() {} };
  }
  const signs = Object.fromEntries(Object.entries(data.signs).map(([kind, path]) => [kind, new Path2D(path)]));
  const colours = { error: ["#d55e00", "#b34700"], repair: ["#0b6e74", "#0b6e74"], warning: ["#e69f00", "#8a5a00"], note: ["#ffffff", "#7f8c8d"] };
  const gravestLast = ["note", "warning", "repair", "error"];
  const [frameWidth, frameHeight] = data.frame;
  const centre = ({ box: b }) => [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2];
  // A finding may lie far from all that belongs here, so the map goes wherever it is.
  const chart = mapView({ draw, find: findingAt, tell: (finding) => finding.message, choose: (finding) => finding && choose(finding.number), most: 8, least: 0.6, bounded: false });

  function mark(finding, wide) {
    const [fill, colour] = colours[finding.kind];
    chart.mark(signs[finding.kind], centre(finding), wide, { fill, colour, line: 1.8 });
  }

  function drawChosen(finding) {
    const b = finding.box;
    const [left, top, wide, high] = [chart.x(b[0]), chart.y(b[3]), (b[2] - b[0]) * chart.view.k, (b[3] - b[1]) * chart.view.k];
    if (wide > 26 || high > 26) {
      chart.context.beginPath();
      chart.context.rect(left - 5, top - 5, wide + 10, high + 10);
      chart.stroke("#5b6875", 1, [2, 3]);
    }
    if (finding.was.length) chart.area(finding.was, { fill: "rgb(213 94 0 / .18)", colour: "#b34700", line: 1.6, dash: [5, 3] });
    if (finding.is.length) chart.area(finding.is, { colour: "#0b6e74", line: 2.2 });
    if (wide < 60 || !(finding.was.length || finding.is.length)) mark(finding, 16);
  }

  function draw() {
    for (const division of divisions) chart.area(division.rings, { fill: "#ffffff", colour: "#9aa7b3" });
    for (const rings of patches) chart.area(rings, { fill: "#cdd6de", colour: "#6d7c8a", line: 0.8 });
    chart.names(divisions, { font: "600 12px", colour: "#5b6875" });
    const one = chosen();
    const others = shown.filter((finding) => finding.box && finding !== one);
    others.sort((a, b) => gravestLast.indexOf(a.kind) - gravestLast.indexOf(b.kind));
    for (const finding of others) mark(finding, 11);
    if (one && one.box) drawChosen(one);
  }

  function goTo(finding) {
    if (!finding.box) return;
    const b = finding.box;
    const large = b[2] - b[0] > frameWidth / 3 || b[3] - b[1] > frameHeight / 3;
    chart.fit({ bounds: b, most: 3, room: ({ width, height }) => (large ? 60 : Math.min(width, height) * 0.5) });
  }

  function findingAt(left, top, reach) {
    let best = null;
    let least = reach;
    for (const finding of shown) {
      if (!finding.box) continue;
      const [east, north] = centre(finding);
      const here = Math.hypot(chart.x(east) - left, chart.y(north) - top);
      if (here < least) [best, least] = [finding, here];
    }
    return best;
  }

  return { redraw: chart.redraw, goTo };
})();
