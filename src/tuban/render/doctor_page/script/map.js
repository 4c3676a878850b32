// The map: divisions, patches, and the place of every finding with its mark; the chosen one with its outlines before and after.
const map = (() => {
  const canvas = document.getElementById("map");
  const box = canvas.parentElement;
  const tip = box.querySelector(".tip");
  const scale = box.querySelector(".scale");
  const context = canvas.getContext("2d");
  const [frameWidth, frameHeight] = data.frame;
  const view = { x: frameWidth / 2, y: frameHeight / 2, k: 0 }; // centre in metres, pixels per metre
  const signs = Object.fromEntries(Object.entries(data.signs).map(([kind, path]) => [kind, new Path2D(path)]));
  const colours = { error: ["#d55e00", "#b34700"], repair: ["#0b6e74", "#0b6e74"], warning: ["#e69f00", "#8a5a00"], note: ["#ffffff", "#7f8c8d"] };
  const most = 8;
  let width = 0;
  let height = 0;
  let ratio = 1;
  let touched = false;
  let waiting = false;
  let pending = null;

  const toX = (x) => (x - view.x) * view.k + width / 2;
  const toY = (y) => height / 2 - (y - view.y) * view.k;
  const fitted = (b, room) => Math.min((width - room) / Math.max(1, b[2] - b[0]), (height - room) / Math.max(1, b[3] - b[1]));
  const least = () => fitted([0, 0, frameWidth, frameHeight], 36) * 0.6;
  const centre = (finding) => [(finding.box[0] + finding.box[2]) / 2, (finding.box[1] + finding.box[3]) / 2];

  function trace(rings) {
    context.beginPath();
    for (const ring of rings) {
      context.moveTo(toX(ring[0]), toY(ring[1]));
      for (let i = 2; i < ring.length; i += 2) context.lineTo(toX(ring[i]), toY(ring[i + 1]));
      context.closePath();
    }
  }

  function outline(rings, colour, line, dash = []) {
    trace(rings);
    context.setLineDash(dash);
    context.lineWidth = line;
    context.strokeStyle = colour;
    context.stroke();
    context.setLineDash([]);
  }

  function mark(finding, size) {
    const [x, y] = centre(finding);
    context.save();
    context.translate(toX(x) - size / 2, toY(y) - size / 2);
    context.scale(size / 16, size / 16);
    [context.fillStyle, context.strokeStyle] = colours[finding.kind];
    context.lineWidth = 1.8;
    context.lineJoin = "round";
    context.fill(signs[finding.kind]);
    context.stroke(signs[finding.kind]);
    context.restore();
  }

  function drawChosen(finding) {
    const b = finding.box;
    const [left, top, right, bottom] = [toX(b[0]), toY(b[3]), toX(b[2]), toY(b[1])];
    if (right - left > 26 || bottom - top > 26) {
      context.lineWidth = 1;
      context.setLineDash([2, 3]);
      context.strokeStyle = "#5b6875";
      context.strokeRect(left - 5, top - 5, right - left + 10, bottom - top + 10);
      context.setLineDash([]);
    }
    if (finding.was.length) {
      trace(finding.was);
      context.fillStyle = "rgb(213 94 0 / .18)";
      context.fill("evenodd");
      outline(finding.was, "#b34700", 1.6, [5, 3]);
    }
    if (finding.is.length) outline(finding.is, "#0b6e74", 2.2);
  }

  function draw() {
    waiting = false;
    if (!width || !height) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = "#edf1f4";
    context.fillRect(0, 0, width, height);
    for (const division of data.divisions) {
      trace(division.rings);
      context.fillStyle = "#ffffff";
      context.fill("evenodd");
      outline(division.rings, "#9aa7b3", 1);
    }
    for (const rings of data.patches) {
      trace(rings);
      context.fillStyle = "#cdd6de";
      context.fill("evenodd");
      outline(rings, "#6d7c8a", 0.8);
    }
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const division of data.divisions) {
      if (!division.at.length) continue;
      context.font = "600 12px 'Source Han Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif";
      context.lineWidth = 3;
      context.strokeStyle = "rgb(255 255 255 / .9)";
      context.strokeText(division.name, toX(division.at[0]), toY(division.at[1]));
      context.fillStyle = "#5b6875";
      context.fillText(division.name, toX(division.at[0]), toY(division.at[1]));
    }
    const one = chosen === null ? null : data.findings[chosen];
    const order = ["note", "warning", "repair", "error"];
    const drawn = shown.filter((finding) => finding.box && finding !== one).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
    for (const finding of drawn) mark(finding, 11);
    if (one && one.box) {
      drawChosen(one);
      const b = one.box;
      if ((b[2] - b[0]) * view.k < 60 || !(one.was.length || one.is.length)) mark(one, 16);
    }
    drawScale();
  }

  function drawScale() {
    const longest = 90 / view.k;
    const unit = 10 ** Math.floor(Math.log10(longest));
    const length = [5, 2, 1].map((step) => step * unit).find((step) => step <= longest);
    scale.firstElementChild.style.width = `${length * view.k}px`;
    scale.lastElementChild.textContent = length >= 1000 ? `${length / 1000} ${data.words.scale_km}` : `${length} ${data.words.scale_m}`;
  }

  function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  }

  function keep() {
    view.k = Math.min(most, Math.max(least(), view.k));
  }

  function zoom(factor, x = width / 2, y = height / 2) {
    const before = [(x - width / 2) / view.k, (height / 2 - y) / view.k];
    view.k *= factor;
    keep();
    view.x += before[0] - (x - width / 2) / view.k;
    view.y += before[1] - (height / 2 - y) / view.k;
    touched = true;
    redraw();
  }

  function pan(dx, dy) {
    view.x -= dx / view.k;
    view.y += dy / view.k;
    touched = true;
    redraw();
  }

  function fit(b, room, limit) {
    [view.x, view.y] = [(b[0] + b[2]) / 2, (b[1] + b[3]) / 2];
    view.k = Math.min(limit, fitted(b, room));
    keep();
    redraw();
  }

  const fitAll = () => fit([0, 0, frameWidth, frameHeight], 36, most);

  function goTo(finding) {
    pending = width ? null : finding; // asked for before the map knows its size
    if (!finding.box || pending) return;
    touched = true;
    const b = finding.box;
    const large = b[2] - b[0] > frameWidth / 3 || b[3] - b[1] > frameHeight / 3;
    fit(b, large ? 60 : Math.min(width, height) * 0.5, 3);
  }

  function findingAt(x, y) {
    let best = null;
    let distance = 12;
    for (const finding of shown) {
      if (!finding.box) continue;
      const [east, north] = centre(finding);
      const here = Math.hypot(toX(east) - x, toY(north) - y);
      if (here < distance) [best, distance] = [finding, here];
    }
    return best;
  }

  function hover(event) {
    const { left, top } = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const finding = findingAt(x, y);
    canvas.classList.toggle("over", finding !== null);
    tip.hidden = finding === null;
    if (!finding) return;
    tip.textContent = finding.message;
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
      const finding = findingAt(event.clientX - left, event.clientY - top);
      if (finding) choose(finding.number, { scroll: true });
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
      if (wanted === "all") fitAll();
      else if (wanted) zoom(wanted === "in" ? 1.6 : 1 / 1.6);
    });
    new ResizeObserver(resize).observe(box);
  }

  function resize() {
    [width, height] = [box.clientWidth, box.clientHeight];
    if (!width || !height) return;
    ratio = Math.max(1, window.devicePixelRatio || 1);
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (pending) goTo(pending);
    else if (!touched) fitAll();
    draw();
  }

  if (!data.has_map) {
    box.querySelector(".map-empty").hidden = false;
    box.querySelector(".map-tools").hidden = true;
    return { redraw() {}, goTo() {} };
  }
  listen();
  return { redraw, goTo };
})();
