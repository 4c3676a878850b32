// The map: townships, roads, the ways of the chosen groups and days, and their stops with order numbers.
const ROADS = data.roads.map((rank) => rank.map(decode));
const TOWNSHIPS = data.townships.map((township) => ({ ...township, rings: township.g.map(decode) }));
const MARKS = new Map(data.groups.map((group) => [group.n, new Path2D(group.path)]));
const LEAST_BOX_M = 200; // a day of one stop is not shown closer than this
const chart = mapView({ draw, find: stopAt, tell: titleOf, choose: (stop) => change({ stop: stop && stop.id !== state.stop ? stop.id : "" }, { trail: false }), home, most: 3 });
const { context } = chart;

function drawGround() {
  if (!TOWNSHIPS.length) {
    context.fillStyle = "#fbfcfd";
    context.fillRect(0, 0, chart.size.width, chart.size.height);
  }
  for (const township of TOWNSHIPS) chart.area(township.rings, { fill: "#fbfcfd", colour: "#b9c4ce", dash: [6, 3] });
  const near = chart.view.k > chart.leastScale() * 2.2;
  [[2, near ? 1.4 : 0.7, "#d5dbe1"], [1, near ? 2.4 : 1.2, "#c5ced6"], [0, near ? 3.6 : 2, "#b3bec8"]].forEach(([rank, width, colour]) => {
    context.beginPath();
    for (const line of ROADS[rank]) chart.trace(line);
    chart.stroke(colour, width);
  });
}

// Groups that drive one road are drawn beside each other.
const beside = (route) => (state.group ? 0 : (route.g - (data.groups.length + 1) / 2) * 1.8);

function drawWays(shown) {
  const single = shown.length <= data.groups.length;
  const chosen = byId.get(state.stop)?.route;
  context.lineCap = "round";
  for (const route of shown) {
    const by = beside(route);
    const { colour } = route.group;
    context.globalAlpha = chosen && chosen !== route ? 0.25 : single ? 0.95 : 0.7;
    context.beginPath();
    for (const line of route.drives) chart.trace(line, { by });
    chart.stroke(colour, single ? 3.4 : 2.2, route.dashed ? [7, 5] : []);
    context.beginPath();
    for (const line of route.walks) chart.trace(line);
    chart.stroke(colour, 1.4, [2, 3]);
    if (single) for (const line of route.drives) arrows(line, colour, by);
    context.globalAlpha = 1;
  }
}

const onCanvas = (x, y, room) => x > -room && y > -room && x < chart.size.width + room && y < chart.size.height + room;

function arrows(line, colour, by) {
  let since = 34;
  for (let i = 2; i < line.length; i += 2) {
    const [x1, y1, x2, y2] = [chart.x(line[i - 2]) + by, chart.y(line[i - 1]) + by, chart.x(line[i]) + by, chart.y(line[i + 1]) + by];
    const length = Math.hypot(x2 - x1, y2 - y1);
    while (since < length) {
      const [x, y] = [x1 + ((x2 - x1) * since) / length, y1 + ((y2 - y1) * since) / length];
      if (onCanvas(x, y, 10)) arrow(x, y, Math.atan2(y2 - y1, x2 - x1), colour);
      since += 78;
    }
    since -= length;
  }
}

function arrow(x, y, angle, colour) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.beginPath();
  context.moveTo(5.5, 0);
  context.lineTo(-4, -5);
  context.lineTo(-4, 5);
  context.closePath();
  context.fillStyle = colour;
  context.strokeStyle = "#fff";
  context.lineWidth = 1.2;
  context.stroke();
  context.fill();
  context.restore();
}

function drawStop(stop, numbered, chosen) {
  const { group } = stop.route;
  const wide = chosen ? 26 : numbered ? 19 : 10;
  const [x, y] = [chart.x(stop.at[0]), chart.y(stop.at[1])];
  if (!onCanvas(x, y, 20)) return;
  chart.mark(MARKS.get(group.n), stop.at, wide, { fill: group.colour, colour: chosen ? "#1f2933" : "#fff", line: (chosen ? 40 : 26) / wide, below: true });
  if (numbered || chosen) chart.write(String(stop.o), x, y + 0.5, { font: `600 ${chosen ? 13 : 10.5}px`, colour: group.ink, halo: 0 });
}

function drawLeft() {
  for (const stop of left) {
    if (!stop.at) continue;
    const [x, y] = [chart.x(stop.at[0]), chart.y(stop.at[1])];
    const many = left.length > 40 && chart.view.k < chart.leastScale() * 4.5 && state.day !== "left";
    const arm = stop.id === state.stop ? 8 : many ? 2.6 : 5;
    for (const [colour, width] of [["#fff", many ? 3 : 5], ["#1f2933", many ? 1.1 : 2]]) {
      context.beginPath();
      context.moveTo(x - arm, y - arm);
      context.lineTo(x + arm, y + arm);
      context.moveTo(x + arm, y - arm);
      context.lineTo(x - arm, y + arm);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.lineCap = "round";
      context.stroke();
    }
  }
}

function drawStarts() {
  for (const [px, py] of data.starts) {
    const [x, y] = [chart.x(px), chart.y(py)];
    context.beginPath();
    for (let i = 0; i < 10; i += 1) {
      const reach = i % 2 ? 5 : 11.5;
      const angle = (Math.PI * i) / 5 - Math.PI / 2;
      context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
    }
    context.closePath();
    context.fillStyle = "#1f2933";
    context.strokeStyle = "#fff";
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.stroke();
    context.fill();
    chart.write(words.start, x, y + 20, { font: "600 12px", colour: "#1f2933", halo: 4 });
  }
}

function draw() {
  drawGround();
  chart.names(TOWNSHIPS, { font: "13px", colour: "#5b6875" });
  const shown = shownRoutes();
  drawWays(shown);
  const stops = shown.flatMap((route) => route.stops).filter((stop) => stop.at);
  const numbered = stops.length <= 60 || chart.view.k > chart.leastScale() * 4.5;
  for (const stop of stops) if (stop.id !== state.stop) drawStop(stop, numbered, false);
  if (leftShown()) drawLeft();
  drawStarts();
  const one = byId.get(state.stop);
  if (one?.route && one.at) drawStop(one, true, true);
}

function home() {
  if (!state.group && !state.day) return null;
  const stops = (state.day === "left" ? left : shownRoutes().flatMap((route) => route.stops)).filter((stop) => stop.at).map((stop) => stop.at);
  if (!stops.length) return null;
  const points = state.day === "left" ? stops : [...stops, ...shownRoutes().map((route) => route.start)];
  const [west, south, east, north] = boxOf(points);
  const [x, y] = [Math.max(0, LEAST_BOX_M - (east - west)) / 2, Math.max(0, LEAST_BOX_M - (north - south)) / 2];
  return { bounds: [west - x, south - y, east + x, north + y], room: ({ width }) => (width > 500 ? 110 : 100) };
}

function stopAt(across, top, reach) {
  let best = null;
  let least = reach;
  for (const stop of [...shownRoutes().flatMap((route) => route.stops), ...(leftShown() ? left : [])]) {
    if (!stop.at) continue;
    const distance = Math.hypot(chart.x(stop.at[0]) - across, chart.y(stop.at[1]) - top);
    if (distance < least) [best, least] = [stop, distance];
  }
  return best;
}

function titleOf(stop) {
  if (!stop.route) return `${stop.id}\n${words.left_over}：${stop.why}`;
  const about = [stop.place, stop.kind, stop.mu && `${stop.mu} ${words.mu}`].filter(Boolean).join(" · ");
  return `${stop.route.group.name} ${data.days[stop.route.d - 1]} ${stop.o}\n${stop.id}\n${about}\n${stop.a}–${stop.d}`;
}
