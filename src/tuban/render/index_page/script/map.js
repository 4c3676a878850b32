// The map: townships and patches on a canvas. From afar a patch is the mark of its finding, close by its outline with fill
// and hatch. The same colours, marks and hatches as everywhere else.
const map = (() => {
  const marks = new Map(data.findings.map((finding) => [finding.slug, new Path2D(finding.path)]));
  const FEW = 60; // a name covers none of so few patches; among many it would not be read beneath them
  const hatches = new Map();
  const drawn = patches.filter((patch) => patch.box).sort((a, b) => a.finding.rank - b.finding.rank);
  let hatchedAt = 0;
  let visible = new Set();
  let township = "";
  let traced = "";

  if (!drawn.length && !data.townships.some((township) => township.rings.length)) {
    emptyMap();
    return { show() {}, goTo() {} };
  }
  const chart = mapView({ draw, find: patchAt, tell, choose: (patch) => patch && choose(patch, { from: "map" }), home });
  const { context } = chart;

  const markSize = () => Math.min(15, Math.max(drawn.length > 1500 ? 6 : 8, 9 * Math.sqrt(chart.view.k / chart.leastScale()) * 0.8));
  const sizeOnScreen = (patch) => chart.longest(patch.box);

  function hatch(finding) {
    const { ratio } = chart.size;
    if (finding.hatch === "none" || finding.hatch === "solid") return null;
    if (ratio !== hatchedAt) hatches.clear();
    hatchedAt = ratio;
    if (hatches.has(finding.slug)) return hatches.get(finding.slug);
    const size = 8;
    const tile = document.createElement("canvas");
    tile.width = tile.height = size * ratio;
    const pen = tile.getContext("2d");
    pen.scale(ratio, ratio);
    pen.strokeStyle = pen.fillStyle = finding.edge;
    pen.lineWidth = 1.1;
    const lines = { horizontal: [[0, 4, 8, 4]], vertical: [[4, 0, 4, 8]], cross: [[0, 4, 8, 4], [4, 0, 4, 8]],
      diagonal: [[-1, 9, 9, -1], [-5, 5, 5, -5], [3, 13, 13, 3]], backward: [[-1, -1, 9, 9]] }[finding.hatch] || [];
    pen.beginPath();
    for (const [x1, y1, x2, y2] of lines) {
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
    }
    pen.stroke();
    if (finding.hatch === "dots") pen.fillRect(3, 3, 2, 2);
    const pattern = context.createPattern(tile, "repeat");
    hatches.set(finding.slug, pattern);
    return pattern;
  }

  function drawOutline(patch) {
    const { finding } = patch;
    context.globalAlpha = finding.fill;
    chart.area(patch.rings, { fill: finding.colour });
    context.globalAlpha = 1;
    const pattern = hatch(finding);
    if (pattern) {
      pattern.setTransform(new DOMMatrix().translate(chart.x(0), chart.y(0)).scale(1 / chart.size.ratio));
      context.fillStyle = pattern;
      context.fill("evenodd");
    }
    chart.stroke(finding.edge, finding.line, finding.dashed ? [5, 3] : []);
  }

  const drawMark = (patch, wide) => chart.mark(marks.get(patch.finding.slug), patch.centre, wide, { fill: patch.finding.colour, colour: patch.finding.edge, line: 1.4 });

  function drawTownships() {
    for (const one of data.townships) chart.area(one.rings, { fill: one.code === state.township ? "#e6f2f2" : "#ffffff", colour: "#9aa7b3" });
    const one = data.townships.find((other) => other.code === state.township);
    if (one) chart.area(one.rings, { colour: "#0b6e74", line: 2 });
  }

  function drawRing(patch) {
    // The chosen patch: a thick ring around its mark, or a thick outline.
    const near = sizeOnScreen(patch) > 14;
    if (near) drawOutline(patch);
    for (const [colour, line] of [["#ffffff", 6], ["#0b6e74", 3]]) {
      if (near) chart.traceRings(patch.rings);
      else {
        context.beginPath();
        context.arc(chart.x(patch.centre[0]), chart.y(patch.centre[1]), markSize() / 2 + 6, 0, 7);
      }
      chart.stroke(colour, line);
    }
    drawMark(patch, near ? 11 : markSize() + 2);
  }

  function draw() {
    drawTownships();
    const wide = markSize();
    const one = chosen();
    const inSight = drawn.filter((patch) => chart.inSight(patch.box));
    context.fillStyle = "#b4bec7";
    for (const patch of inSight) {
      if (!visible.has(patch)) context.fillRect(chart.x(patch.centre[0]) - 1.5, chart.y(patch.centre[1]) - 1.5, 3, 3);
    }
    const wanted = inSight.filter((patch) => visible.has(patch));
    const few = wanted.length < FEW;
    if (few) chart.names(data.townships);
    for (const patch of wanted) if (sizeOnScreen(patch) > 14) drawOutline(patch);
    for (const patch of wanted) {
      const screen = sizeOnScreen(patch);
      if (screen <= 14) drawMark(patch, wide);
      else if (screen > 34) drawMark(patch, 11);
    }
    if (one && one.box) drawRing(one);
    if (!few) chart.names(data.townships);
    for (const patch of wanted) drawNumber(patch);
  }

  function drawNumber(patch) {
    const wide = (patch.box[2] - patch.box[0]) * chart.view.k;
    if (wide < 70) return;
    const name = patch.number + (patch.part ? ` (${patch.part})` : "");
    chart.write(wide > 170 ? name : `…${patch.number.slice(-6)}`, chart.x(patch.centre[0]), chart.y(patch.centre[1]) + 15, { font: "12px", colour: "#1f2933" });
  }

  // A traced number shows where its patches lie, a township itself.
  function home() {
    const boxes = state.cell ? shown.map((patch) => patch.box).filter(Boolean) : [];
    if (boxes.length) {
      const bounds = [0, 1].map((i) => Math.min(...boxes.map((b) => b[i]))).concat([2, 3].map((i) => Math.max(...boxes.map((b) => b[i]))));
      return { bounds, most: 0.6, room: 90 };
    }
    const bounds = boxOf(data.townships.find((one) => one.code === state.township)?.rings || []);
    return bounds && { bounds, most: 2.5, room: 60 };
  }

  const goTo = (patch) => patch.box && chart.fit({ bounds: patch.box, most: 0.9, room: ({ width, height }) => Math.min(width, height) * 0.75 });

  function show() {
    visible = new Set(shown);
    if (state.township !== township || state.cell + state.sum !== traced) {
      [township, traced] = [state.township, state.cell + state.sum];
      chart.goHome();
    }
    const one = chosen();
    if (one && one.box) chart.reveal(one.centre);
    chart.redraw();
  }

  function inside(patch, x, y) {
    let within = false;
    for (const ring of patch.rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        if (ring[i + 1] > y !== ring[j + 1] > y && x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]) within = !within;
      }
    }
    return within;
  }

  function patchAt(left, top, reach) {
    const [x, y] = chart.onGround(left, top);
    let best = null;
    let least = reach;
    for (let i = drawn.length - 1; i >= 0; i -= 1) {
      const patch = drawn[i];
      if (!visible.has(patch)) continue;
      const b = patch.box;
      if (x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3] && sizeOnScreen(patch) > 14 && inside(patch, x, y)) return patch;
      const distance = Math.hypot(chart.x(patch.centre[0]) - left, chart.y(patch.centre[1]) - top);
      if (distance < least) [best, least] = [patch, distance];
    }
    return best;
  }

  function tell(patch) {
    return `${patch.number}${patch.part ? ` ${words.part} ${patch.part}` : ""}\n${patch.finding.text}${patch.violation ? ` · ${patch.violation}` : ""}${patch.area === null ? "" : ` · ${mu(patch.area)} ${words.mu}`}`;
  }

  return { show, goTo };
})();
