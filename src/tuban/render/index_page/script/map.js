// The map: townships and patches on a canvas. From afar a patch is the mark of its finding, close by its outline with fill
// and hatch. The same colours, marks and hatches as everywhere else.
const map = (() => {
  const canvas = document.getElementById("map");
  const box = canvas.parentElement;
  const tip = box.querySelector(".tip");
  const scale = box.querySelector(".scale");
  const context = canvas.getContext("2d");
  const [frameWidth, frameHeight] = data.frame;
  const view = { x: frameWidth / 2, y: frameHeight / 2, k: 0 }; // centre in metres, pixels per metre
  const marks = new Map(data.findings.map((finding) => [finding.slug, new Path2D(finding.path)]));
  const hatches = new Map();
  const drawn = patches.filter((patch) => patch.box).sort((a, b) => a.finding.rank - b.finding.rank);
  let width = 0;
  let height = 0;
  let ratio = 1;
  let visible = new Set();
  let waiting = false;
  let touched = false; // whether a person has moved the map
  let township = "";
  let traced = "";
  let first = true;

  const toScreenX = (x) => (x - view.x) * view.k + width / 2;
  const toScreenY = (y) => height / 2 - (y - view.y) * view.k;
  const fitted = (bounds, room) => Math.min((width - room) / Math.max(1, bounds[2] - bounds[0]), (height - room) / Math.max(1, bounds[3] - bounds[1]));
  const leastScale = () => fitted([0, 0, frameWidth, frameHeight], 36) * 0.8;
  const markSize = () => Math.min(15, Math.max(drawn.length > 1500 ? 6 : 8, 9 * Math.sqrt(view.k / leastScale()) * 0.8));

  function hatch(finding) {
    if (finding.hatch === "none" || finding.hatch === "solid") return null;
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

  function trace(rings) {
    context.beginPath();
    for (const ring of rings) {
      context.moveTo(toScreenX(ring[0]), toScreenY(ring[1]));
      for (let i = 2; i < ring.length; i += 2) context.lineTo(toScreenX(ring[i]), toScreenY(ring[i + 1]));
      context.closePath();
    }
  }

  const sizeOnScreen = (patch) => Math.max(patch.box[2] - patch.box[0], patch.box[3] - patch.box[1]) * view.k;

  function drawOutline(patch) {
    const { finding } = patch;
    trace(patch.rings);
    context.globalAlpha = finding.fill;
    context.fillStyle = finding.colour;
    context.fill("evenodd");
    context.globalAlpha = 1;
    const pattern = hatch(finding);
    if (pattern) {
      pattern.setTransform(new DOMMatrix().translate(toScreenX(0), toScreenY(0)).scale(1 / ratio));
      context.fillStyle = pattern;
      context.fill("evenodd");
    }
    context.setLineDash(finding.dashed ? [5, 3] : []);
    context.lineWidth = finding.line;
    context.strokeStyle = finding.edge;
    context.stroke();
    context.setLineDash([]);
  }

  function drawMark(patch, size) {
    context.save();
    context.translate(toScreenX(patch.centre[0]) - size / 2, toScreenY(patch.centre[1]) - size / 2);
    context.scale(size / 16, size / 16);
    const path = marks.get(patch.finding.slug);
    context.fillStyle = patch.finding.colour;
    context.strokeStyle = patch.finding.edge;
    context.lineWidth = 1.4;
    context.fill(path, "evenodd");
    context.stroke(path);
    context.restore();
  }

  function write(text, x, y, { font, colour }) {
    context.font = font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = "rgb(255 255 255 / .9)";
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  function drawTownships() {
    for (const township of data.townships) {
      trace(township.rings);
      context.fillStyle = township.code === state.township ? "#e6f2f2" : "#ffffff";
      context.fill("evenodd");
      context.lineWidth = 1;
      context.strokeStyle = "#9aa7b3";
      context.stroke();
    }
    const one = data.townships.find((township) => township.code === state.township);
    if (one) {
      trace(one.rings);
      context.lineWidth = 2;
      context.strokeStyle = "#0b6e74";
      context.stroke();
    }
  }

  function drawRing(patch) {
    // The chosen patch: a thick ring around its mark, or a thick outline.
    const near = sizeOnScreen(patch) > 14;
    if (near) drawOutline(patch);
    context.lineJoin = "round";
    for (const [colour, line] of [["#ffffff", 6], ["#0b6e74", 3]]) {
      context.lineWidth = line;
      context.strokeStyle = colour;
      if (near) trace(patch.rings);
      else {
        context.beginPath();
        context.arc(toScreenX(patch.centre[0]), toScreenY(patch.centre[1]), markSize() / 2 + 6, 0, 7);
      }
      context.stroke();
    }
    drawMark(patch, near ? 11 : markSize() + 2);
  }

  function draw() {
    waiting = false;
    if (!width || !height) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = "#edf1f4";
    context.fillRect(0, 0, width, height);
    drawTownships();
    const size = markSize();
    const one = chosen();
    const outside = (patch) => {
      const b = patch.box;
      return toScreenX(b[2]) < -20 || toScreenX(b[0]) > width + 20 || toScreenY(b[1]) < -20 || toScreenY(b[3]) > height + 20;
    };
    const inSight = drawn.filter((patch) => !outside(patch));
    context.fillStyle = "#b4bec7";
    for (const patch of inSight) {
      if (!visible.has(patch)) context.fillRect(toScreenX(patch.centre[0]) - 1.5, toScreenY(patch.centre[1]) - 1.5, 3, 3);
    }
    const wanted = inSight.filter((patch) => visible.has(patch));
    for (const patch of wanted) if (sizeOnScreen(patch) > 14) drawOutline(patch);
    for (const patch of wanted) {
      const screen = sizeOnScreen(patch);
      if (screen <= 14) drawMark(patch, size);
      else if (screen > 34) drawMark(patch, 11);
    }
    if (one && one.box) drawRing(one);
    drawNames(wanted);
    drawScale();
  }

  function drawNames(wanted) {
    for (const township of data.townships) {
      if (!township.at.length) continue;
      write(township.name, toScreenX(township.at[0]), toScreenY(township.at[1]), { font: "600 13px 'Source Han Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif", colour: "#3a4753" });
    }
    for (const patch of wanted) {
      if ((patch.box[2] - patch.box[0]) * view.k < 70) continue;
      const name = patch.number + (patch.part ? ` (${patch.part})` : "");
      write((patch.box[2] - patch.box[0]) * view.k > 170 ? name : `…${patch.number.slice(-6)}`, toScreenX(patch.centre[0]), toScreenY(patch.centre[1]) + 15, { font: "12px 'Noto Sans CJK SC',sans-serif", colour: "#1f2933" });
    }
  }

  function drawScale() {
    const most = 90 / view.k;
    const unit = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].map((step) => step * unit).find((step) => step <= most);
    scale.firstElementChild.style.width = `${length * view.k}px`;
    scale.lastElementChild.textContent = length >= 1000 ? `${length / 1000} ${words.scale_km}` : `${length} ${words.scale_m}`;
  }

  function redraw() {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(draw);
    }
  }

  function keepWithin() {
    view.k = Math.min(6, Math.max(leastScale(), view.k));
    view.x = Math.min(frameWidth, Math.max(0, view.x));
    view.y = Math.min(frameHeight, Math.max(0, view.y));
  }

  function zoom(factor, x = width / 2, y = height / 2) {
    const before = [(x - width / 2) / view.k, (height / 2 - y) / view.k];
    view.k *= factor;
    view.k = Math.min(6, Math.max(leastScale(), view.k));
    view.x += before[0] - (x - width / 2) / view.k;
    view.y += before[1] - (height / 2 - y) / view.k;
    keepWithin();
    touched = true;
    redraw();
  }

  function pan(dx, dy) {
    view.x -= dx / view.k;
    view.y += dy / view.k;
    keepWithin();
    touched = true;
    redraw();
  }

  function fit(bounds, { most = 2.5, room = 36 } = {}) {
    view.x = (bounds[0] + bounds[2]) / 2;
    view.y = (bounds[1] + bounds[3]) / 2;
    view.k = Math.min(most, fitted(bounds, room));
    keepWithin();
    redraw();
  }

  const fitAll = () => fit([0, 0, frameWidth, frameHeight]);

  function showTownship() {
    const one = data.townships.find((other) => other.code === township);
    const bounds = one ? boxOf(one.rings) : null;
    touched = bounds !== null;
    if (!width) return;
    if (bounds) fit(bounds, { room: 60 });
    else fitAll();
  }

  // A traced number shows where its patches lie.
  function showTraced() {
    const boxes = shown.map((patch) => patch.box).filter(Boolean);
    if (!width) return;
    touched = state.cell !== "" && boxes.length > 0;
    if (!touched) fitAll();
    else fit([0, 1].map((i) => Math.min(...boxes.map((b) => b[i]))).concat([2, 3].map((i) => Math.max(...boxes.map((b) => b[i])))), { most: 0.6, room: 90 });
  }

  function goTo(patch) {
    if (!patch.box) return;
    touched = true;
    fit(patch.box, { most: 0.9, room: Math.min(width, height) * 0.75 });
  }

  function show() {
    visible = new Set(shown);
    if (state.township !== township) {
      township = state.township;
      showTownship();
    }
    if (state.cell + state.sum !== traced) {
      traced = state.cell + state.sum;
      showTraced();
    }
    const one = chosen();
    if (one && one.box && width) {
      const [x, y] = [toScreenX(one.centre[0]), toScreenY(one.centre[1])];
      if (x < 20 || y < 20 || x > width - 20 || y > height - 20) {
        [view.x, view.y] = one.centre;
        keepWithin();
      }
    }
    redraw();
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

  function patchAt(screenX, screenY) {
    const x = (screenX - width / 2) / view.k + view.x;
    const y = (height / 2 - screenY) / view.k + view.y;
    let best = null;
    let least = 12;
    for (let i = drawn.length - 1; i >= 0; i -= 1) {
      const patch = drawn[i];
      if (!visible.has(patch)) continue;
      const b = patch.box;
      if (x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3] && sizeOnScreen(patch) > 14 && inside(patch, x, y)) return patch;
      const distance = Math.hypot(toScreenX(patch.centre[0]) - screenX, toScreenY(patch.centre[1]) - screenY);
      if (distance < least) [best, least] = [patch, distance];
    }
    return best;
  }

  function hover(event) {
    const { left, top } = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const patch = patchAt(x, y);
    canvas.classList.toggle("over", patch !== null);
    tip.hidden = patch === null;
    if (!patch) return;
    tip.textContent = `${patch.number}${patch.part ? ` ${words.part} ${patch.part}` : ""}\n${patch.finding.text}${patch.violation ? ` · ${patch.violation}` : ""}${patch.area === null ? "" : ` · ${mu(patch.area)} ${words.mu}`}`;
    tip.style.left = `${Math.max(4, Math.min(x + 12, width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > height ? y - tip.offsetHeight - 10 : y + 18}px`;
  }

  function listen() {
    const fingers = new Map();
    let moved = 0;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
      moved = fingers.size > 1 ? 99 : 0;
      tip.hidden = true;
    });
    canvas.addEventListener("pointermove", (event) => {
      const from = fingers.get(event.pointerId);
      if (!from) {
        if (event.pointerType === "mouse") hover(event);
        return;
      }
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      moved += Math.abs(event.clientX - from[0]) + Math.abs(event.clientY - from[1]);
      if (other) {
        const { left, top } = canvas.getBoundingClientRect();
        const wide = (x, y) => Math.hypot(x - other[0], y - other[1]) || 1;
        zoom(wide(event.clientX, event.clientY) / wide(from[0], from[1]), (event.clientX + other[0]) / 2 - left, (event.clientY + other[1]) / 2 - top);
        pan((event.clientX - from[0]) / 2, (event.clientY - from[1]) / 2);
      } else if (moved > 4) pan(event.clientX - from[0], event.clientY - from[1]);
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
    });
    const lift = (event) => {
      if (!fingers.delete(event.pointerId) || moved > 4 || event.type !== "pointerup") return;
      const { left, top } = canvas.getBoundingClientRect();
      const patch = patchAt(event.clientX - left, event.clientY - top);
      if (patch) choose(patch, { from: "map" });
    };
    for (const type of ["pointerup", "pointercancel"]) canvas.addEventListener(type, lift);
    canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      const { left, top } = canvas.getBoundingClientRect();
      zoom(2 ** (-event.deltaY * (event.deltaMode ? 0.05 : 0.0022)), event.clientX - left, event.clientY - top);
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (steps[event.key]) pan(...steps[event.key]);
      else if (event.key === "+" || event.key === "=") zoom(1.5);
      else if (event.key === "-") zoom(1 / 1.5);
      else if (event.key === "0") fitAll();
      else return;
      event.preventDefault();
    });
    box.querySelector(".map-tools").addEventListener("click", (event) => {
      const wanted = event.target.dataset.zoom;
      if (wanted === "all") {
        fitAll();
        touched = false;
      } else if (wanted) zoom(wanted === "in" ? 1.6 : 1 / 1.6);
    });
    new ResizeObserver(resize).observe(box);
  }

  function resize() {
    width = box.clientWidth;
    height = box.clientHeight;
    if (!width || !height) return;
    ratio = Math.max(1, window.devicePixelRatio || 1);
    hatches.clear();
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    if (first && traced) showTraced();
    else if (!touched) fitAll();
    else if (first && township) showTownship();
    first = false;
    draw();
  }

  if (!drawn.length && !data.townships.some((township) => township.rings.length)) {
    box.querySelector(".map-empty").hidden = false;
    box.querySelector(".map-tools").hidden = true;
    return { show() {}, goTo() {} };
  }
  listen();
  return { show, goTo };
})();
