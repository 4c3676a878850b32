// The map on its canvas: metres to pixels, zooming and moving, fitting, names and the scale. What is drawn, found and told is
// the page's: `draw()` draws it, `find(x, y, reach)` returns what lies there or null, `tell(thing)` what its tip says,
// `choose(thing)` what a click does, `home()` what is shown before anybody moves the map: {bounds, most, room}, or null for all.
const FONT = "'Source Han Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif";

function mapView({ draw, find, tell, choose, home = () => null, most = 6, least = 0.8, bounded = true }) {
  const canvas = document.getElementById("map");
  const box = canvas.parentElement;
  const scale = box.querySelector(".scale");
  const context = canvas.getContext("2d");
  const [frameWidth, frameHeight] = data.frame;
  const size = { width: 0, height: 0, ratio: 1 };
  const view = { x: frameWidth / 2, y: frameHeight / 2, k: 0 }; // centre in metres, pixels per metre
  let target = null; // what the view was fitted to, until a person moves it
  let waiting = false;

  const x = (east) => (east - view.x) * view.k + size.width / 2;
  const y = (north) => size.height / 2 - (north - view.y) * view.k;
  const onGround = (left, top) => [(left - size.width / 2) / view.k + view.x, (size.height / 2 - top) / view.k + view.y];
  const all = () => ({ bounds: [0, 0, frameWidth, frameHeight] });
  const fitted = (b, room) => Math.min((size.width - room) / Math.max(1, b[2] - b[0]), (size.height - room) / Math.max(1, b[3] - b[1]));
  const leastScale = () => fitted(all().bounds, 36) * least;
  const longest = (b) => Math.max(b[2] - b[0], b[3] - b[1]) * view.k;
  const inSight = (b, room = 20) => x(b[2]) > -room && x(b[0]) < size.width + room && y(b[1]) > -room && y(b[3]) < size.height + room;

  function keepWithin() {
    view.k = Math.min(most, Math.max(leastScale(), view.k));
    if (!bounded) return;
    view.x = Math.min(frameWidth, Math.max(0, view.x));
    view.y = Math.min(frameHeight, Math.max(0, view.y));
  }

  function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(paint);
  }

  function paint() {
    waiting = false;
    if (!size.width || !size.height) return;
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.fillStyle = "#edf1f4";
    context.fillRect(0, 0, size.width, size.height);
    draw();
    drawScale();
  }

  function drawScale() {
    const longestBar = 100 / view.k;
    const unit = 10 ** Math.floor(Math.log10(longestBar));
    const length = [5, 2, 1].map((step) => step * unit).find((step) => step <= longestBar);
    scale.firstElementChild.style.width = `${length * view.k}px`;
    scale.lastElementChild.textContent = length >= 1000 ? `${length / 1000} ${words.scale_km}` : `${length} ${words.scale_m}`;
  }

  // Moving ----------------------------------------------------------------------------------------------------------

  function zoom(factor, left = size.width / 2, top = size.height / 2) {
    const [east, north] = onGround(left, top);
    view.k = Math.min(most, Math.max(leastScale(), view.k * factor));
    view.x = east - (left - size.width / 2) / view.k;
    view.y = north - (size.height / 2 - top) / view.k;
    target = null;
    keepWithin();
    redraw();
  }

  function pan(right, down) {
    view.x -= right / view.k;
    view.y += down / view.k;
    target = null;
    keepWithin();
    redraw();
  }

  function fit(wanted) {
    target = wanted;
    if (!size.width || !size.height) return; // asked for before the map knows its size: resize() does it
    const { bounds: b, most: closest = most, room = 36 } = wanted;
    view.x = (b[0] + b[2]) / 2;
    view.y = (b[1] + b[3]) / 2;
    view.k = Math.min(closest, fitted(b, typeof room === "function" ? room(size) : room));
    keepWithin();
    redraw();
  }

  const fitAll = () => fit(all());
  const goHome = () => fit(home() || all());

  // Bring a point into sight, where `below` of the map lies under something else, by moving no further than needed.
  function reveal([east, north], below = 0) {
    if (!size.width || !view.k) return;
    const low = size.height * (1 - below);
    if (x(east) > 20 && y(north) > 20 && x(east) < size.width - 20 && y(north) < low - 20) return;
    view.x = east;
    view.y = north - (size.height - low) / 2 / view.k;
    target = null;
    keepWithin();
    redraw();
  }

  function resize() {
    Object.assign(size, { width: box.clientWidth, height: box.clientHeight, ratio: Math.max(1, window.devicePixelRatio || 1) });
    if (!size.width || !size.height) return;
    canvas.width = Math.round(size.width * size.ratio);
    canvas.height = Math.round(size.height * size.ratio);
    if (target) fit(target);
    else if (!view.k) goHome();
    else keepWithin();
    paint();
  }

  // Drawing ---------------------------------------------------------------------------------------------------------

  function trace(line, { close = false, by = 0 } = {}) {
    context.moveTo(x(line[0]) + by, y(line[1]) + by);
    for (let i = 2; i < line.length; i += 2) context.lineTo(x(line[i]) + by, y(line[i + 1]) + by);
    if (close) context.closePath();
  }

  function traceRings(rings) {
    context.beginPath();
    for (const ring of rings) trace(ring, { close: true });
  }

  function stroke(colour, line, dash = []) {
    context.lineJoin = "round";
    context.lineWidth = line;
    context.strokeStyle = colour;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }

  function area(rings, { fill = null, colour = null, line = 1, dash = [] }) {
    traceRings(rings);
    if (fill) {
      context.fillStyle = fill;
      context.fill("evenodd");
    }
    if (colour) stroke(colour, line, dash);
  }

  // A mark drawn in a box of 16 × 16, its middle at a point on the ground.
  function mark(path, [east, north], wide, { fill, colour, line, below = false }) {
    context.save();
    context.translate(x(east) - wide / 2, y(north) - wide / 2);
    context.scale(wide / 16, wide / 16);
    context.lineJoin = "round";
    context.lineWidth = line;
    context.strokeStyle = colour;
    context.fillStyle = fill;
    if (below) context.stroke(path);
    context.fill(path, "evenodd");
    if (!below) context.stroke(path);
    context.restore();
  }

  function write(text, left, top, { font, colour, halo = 3.5 }) {
    context.font = `${font} ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (halo) {
      context.lineJoin = "round";
      context.lineWidth = halo;
      context.strokeStyle = "rgb(255 255 255 / .92)";
      context.strokeText(text, left, top);
    }
    context.fillStyle = colour;
    context.fillText(text, left, top);
  }

  // Names of divisions; where two would cover each other, the later one moves up or down, or waits for a closer look.
  function names(places, { font = "600 13px", colour = "#3a4753" } = {}) {
    const taken = [];
    context.font = `${font} ${FONT}`;
    for (const { name, at } of places) {
      if (!at.length) continue;
      const [middle, half] = [x(at[0]), context.measureText(name).width / 2 + 2];
      const free = [0, -18, 18, -24, 24].map((by) => y(at[1]) + by).find((top) => !taken.some((other) => Math.abs(other.top - top) < 14 && Math.abs(other.middle - middle) < other.half + half));
      if (free === undefined) continue;
      taken.push({ middle, half, top: free });
      write(name, middle, free, { font, colour });
    }
  }

  const chart = { context, size, view, x, y, onGround, leastScale, longest, inSight, redraw, zoom, pan, fit, fitAll, goHome, reveal, trace, traceRings, stroke, area, mark, write, names };
  listenToMap(canvas, chart, { find, tell, choose });
  new ResizeObserver(resize).observe(box);
  return chart;
}

// Where there is nothing to draw, the map says so.
function emptyMap() {
  for (const [part, hidden] of [[".map-empty", false], [".map-tools", true], [".scale", true]]) document.querySelector(part).hidden = hidden;
  document.getElementById("map").tabIndex = -1;
}
