// The map: townships, roads, the ways of the chosen groups and days, and their stops with order numbers.
const canvas = document.getElementById("map");
const box = canvas.parentElement;
const context = canvas.getContext("2d");
const [frameWidth, frameHeight] = data.frame;
const view = { x: frameWidth / 2, y: frameHeight / 2, k: 0 }; // centre in metres, pixels per metre
const ROADS = data.roads.map((rank) => rank.map(decode));
const TOWNSHIPS = data.townships.map((township) => ({ ...township, rings: township.g.map(decode) }));
const MARKS = new Map(data.groups.map((group) => [group.n, new Path2D(group.path)]));
const FONT = "'Source Han Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif";
const size = { width: 0, height: 0, ratio: 1 };
let waiting = false;
let touched = false; // whether a person has moved the map

const toX = (x) => (x - view.x) * view.k + size.width / 2;
const toY = (y) => size.height / 2 - (y - view.y) * view.k;
const leastScale = () => 0.8 * Math.min((size.width - 24) / frameWidth, (size.height - 24) / frameHeight);

function trace(line, { close = false, dx = 0, dy = 0 } = {}) {
  context.moveTo(toX(line[0]) + dx, toY(line[1]) + dy);
  for (let i = 2; i < line.length; i += 2) context.lineTo(toX(line[i]) + dx, toY(line[i + 1]) + dy);
  if (close) context.closePath();
}

function drawGround() {
  if (!TOWNSHIPS.length) {
    context.fillStyle = "#fbfcfd";
    context.fillRect(0, 0, size.width, size.height);
  }
  for (const township of TOWNSHIPS) {
    context.beginPath();
    for (const ring of township.rings) trace(ring, { close: true });
    context.fillStyle = "#fbfcfd";
    context.fill("evenodd");
    context.strokeStyle = "#b9c4ce";
    context.lineWidth = 1;
    context.setLineDash([6, 3]);
    context.stroke();
    context.setLineDash([]);
  }
  const near = view.k / leastScale();
  [[2, near > 2.2 ? 1.4 : 0.7, "#d5dbe1"], [1, near > 2.2 ? 2.4 : 1.2, "#c5ced6"], [0, near > 2.2 ? 3.6 : 2, "#b3bec8"]].forEach(([rank, width, colour]) => {
    context.beginPath();
    for (const line of ROADS[rank]) trace(line);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineJoin = "round";
    context.stroke();
  });
}

function write(text, x, y, { font, colour, halo = 3 }) {
  context.font = font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  if (halo) {
    context.lineJoin = "round";
    context.lineWidth = halo;
    context.strokeStyle = "rgb(255 255 255 / .92)";
    context.strokeText(text, x, y);
  }
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

// Groups that drive one road are drawn beside each other.
const beside = (route) => (state.group ? 0 : (route.g - (data.groups.length + 1) / 2) * 1.8);

function drawWays(shown) {
  const single = shown.length <= data.groups.length;
  for (const route of shown) {
    const by = beside(route);
    const chosen = byId.get(state.stop)?.route;
    context.globalAlpha = chosen && chosen !== route ? 0.25 : single ? 0.95 : 0.7;
    context.strokeStyle = route.group.colour;
    context.lineJoin = context.lineCap = "round";
    context.beginPath();
    for (const line of route.drives) trace(line, { dx: by, dy: by });
    context.lineWidth = single ? 3.4 : 2.2;
    context.setLineDash(route.dashed ? [7, 5] : []);
    context.stroke();
    context.beginPath();
    for (const line of route.walks) trace(line);
    context.lineWidth = 1.4;
    context.setLineDash([2, 3]);
    context.stroke();
    context.setLineDash([]);
    if (single) for (const line of route.drives) arrows(line, route.group.colour, by);
    context.globalAlpha = 1;
  }
}

function arrows(line, colour, by) {
  let since = 34;
  for (let i = 2; i < line.length; i += 2) {
    const [x1, y1, x2, y2] = [toX(line[i - 2]) + by, toY(line[i - 1]) + by, toX(line[i]) + by, toY(line[i + 1]) + by];
    const length = Math.hypot(x2 - x1, y2 - y1);
    while (since < length) {
      const [x, y] = [x1 + ((x2 - x1) * since) / length, y1 + ((y2 - y1) * since) / length];
      if (x > -10 && y > -10 && x < size.width + 10 && y < size.height + 10) arrow(x, y, Math.atan2(y2 - y1, x2 - x1), colour);
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
  const group = stop.route.group;
  const wide = chosen ? 26 : numbered ? 19 : 10;
  const [x, y] = [toX(stop.at[0]), toY(stop.at[1])];
  if (x < -20 || y < -20 || x > size.width + 20 || y > size.height + 20) return;
  context.save();
  context.translate(x - wide / 2, y - wide / 2);
  context.scale(wide / 16, wide / 16);
  context.lineWidth = (chosen ? 40 : 26) / wide;
  context.strokeStyle = chosen ? "#1f2933" : "#fff";
  context.stroke(MARKS.get(group.n));
  context.fillStyle = group.colour;
  context.fill(MARKS.get(group.n));
  context.restore();
  if (numbered || chosen) write(String(stop.o), x, y + 0.5, { font: `600 ${chosen ? 13 : 10.5}px ${FONT}`, colour: group.ink, halo: 0 });
}

function drawLeft() {
  for (const stop of left) {
    if (!stop.at) continue;
    const [x, y] = [toX(stop.at[0]), toY(stop.at[1])];
    const many = left.length > 40 && view.k < leastScale() * 4.5 && state.day !== "left";
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
    const [x, y] = [toX(px), toY(py)];
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
    write(words.start, x, y + 20, { font: `600 12px ${FONT}`, colour: "#1f2933", halo: 4 });
  }
}

function draw() {
  waiting = false;
  if (!size.width) return;
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  drawGround();
  for (const township of TOWNSHIPS) {
    if (township.at.length) write(township.name, toX(township.at[0]), toY(township.at[1]), { font: `13px ${FONT}`, colour: "#7b8794" });
  }
  const shown = shownRoutes();
  drawWays(shown);
  const stops = shown.flatMap((route) => route.stops).filter((stop) => stop.at);
  const numbered = stops.length <= 60 || view.k > leastScale() * 4.5;
  for (const stop of stops) if (stop.id !== state.stop) drawStop(stop, numbered, false);
  if (leftShown()) drawLeft();
  drawStarts();
  const one = byId.get(state.stop);
  if (one?.route && one.at) drawStop(one, true, true);
  drawScale();
}

function drawScale() {
  const scale = box.querySelector(".scale");
  const most = 110 / view.k;
  const unit = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map((step) => step * unit).find((step) => step <= most);
  scale.firstElementChild.style.width = `${length * view.k}px`;
  scale.lastElementChild.textContent = length >= 1000 ? `${length / 1000} ${words.km}` : `${length} 米`;
}

function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(draw);
}

function keepWithin() {
  view.k = Math.min(3, Math.max(leastScale(), view.k));
  view.x = Math.min(frameWidth, Math.max(0, view.x));
  view.y = Math.min(frameHeight, Math.max(0, view.y));
}

function fit([west, south, east, north], room = 48) {
  view.x = (west + east) / 2;
  view.y = (south + north) / 2;
  view.k = Math.min((size.width - room) / Math.max(200, east - west), (size.height - room) / Math.max(200, north - south));
  keepWithin();
  redraw();
}

function bounds() {
  const chosen = state.group || state.day;
  const points = chosen ? (state.day === "left" ? left : shownRoutes().flatMap((route) => route.stops)).filter((stop) => stop.at).map((stop) => stop.at) : [];
  if (!points.length) return [0, 0, frameWidth, frameHeight];
  const all = state.day === "left" ? points : [...points, ...shownRoutes().map((route) => route.start)];
  const xs = all.map((point) => point[0]);
  const ys = all.map((point) => point[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
