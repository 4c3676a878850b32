// Mouse, fingers and keys on the map.
const tip = box.querySelector(".tip");

function zoom(factor, x = size.width / 2, y = size.height / 2) {
  const before = [(x - size.width / 2) / view.k, (size.height / 2 - y) / view.k];
  view.k *= factor;
  touched = true;
  keepWithin();
  view.x += before[0] - (x - size.width / 2) / view.k;
  view.y += before[1] - (size.height / 2 - y) / view.k;
  keepWithin();
  redraw();
}

function pan(dx, dy) {
  touched = true;
  view.x -= dx / view.k;
  view.y += dy / view.k;
  keepWithin();
  redraw();
}

function stopAt(x, y, reach) {
  let best = null;
  let least = reach;
  const candidates = [...shownRoutes().flatMap((route) => route.stops), ...(leftShown() ? left : [])];
  for (const stop of candidates) {
    if (!stop.at) continue;
    const distance = Math.hypot(toX(stop.at[0]) - x, toY(stop.at[1]) - y);
    if (distance < least) [best, least] = [stop, distance];
  }
  return best;
}

function titleOf(stop) {
  if (!stop.route) return `${stop.id}\n${words.left_over}：${stop.why}`;
  const about = [stop.place, stop.kind, stop.mu && `${stop.mu} ${words.mu}`].filter(Boolean).join(" · ");
  return `${stop.route.group.name} ${data.days[stop.route.d - 1]} ${stop.o}\n${stop.id}\n${about}\n${stop.a}–${stop.d}`;
}

function hover(x, y) {
  const stop = stopAt(x, y, 14);
  canvas.classList.toggle("over", stop !== null);
  tip.hidden = stop === null;
  if (!stop) return;
  tip.textContent = titleOf(stop);
  tip.style.left = `${Math.max(4, Math.min(x + 14, size.width - tip.offsetWidth - 4))}px`;
  tip.style.top = `${y + 18 + tip.offsetHeight > size.height ? y - tip.offsetHeight - 10 : y + 18}px`;
}

function listen() {
  const fingers = new Map();
  let moved = 0;
  const place = (event) => {
    const { left: west, top } = canvas.getBoundingClientRect();
    return [event.clientX - west, event.clientY - top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    moved = fingers.size > 1 ? 99 : 0;
    tip.hidden = true;
  });
  canvas.addEventListener("pointermove", (event) => {
    const from = fingers.get(event.pointerId);
    const [x, y] = place(event);
    if (!from) {
      if (event.pointerType === "mouse") hover(x, y);
      return;
    }
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    moved += Math.abs(x - from[0]) + Math.abs(y - from[1]);
    if (other) {
      const wide = (px, py) => Math.hypot(px - other[0], py - other[1]) || 1;
      zoom(wide(x, y) / wide(...from), (x + other[0]) / 2, (y + other[1]) / 2);
      pan((x - from[0]) / 2, (y - from[1]) / 2);
    } else if (moved > 4) pan(x - from[0], y - from[1]);
    fingers.set(event.pointerId, [x, y]);
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId) || moved > 4 || event.type !== "pointerup") return;
    const stop = stopAt(...place(event), event.pointerType === "mouse" ? 14 : 24);
    change({ stop: stop && stop.id !== state.stop ? stop.id : "" });
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(2 ** (-event.deltaY * (event.deltaMode ? 0.05 : 0.0022)), ...place(event));
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps[event.key]) pan(...steps[event.key]);
    else if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else if (event.key === "0") fit([0, 0, frameWidth, frameHeight], 24);
    else return;
    event.preventDefault();
  });
  box.querySelector(".tools").addEventListener("click", (event) => {
    const wanted = event.target.dataset.zoom;
    if (wanted === "all") fit([0, 0, frameWidth, frameHeight], 24);
    else if (wanted) zoom(wanted === "in" ? 1.6 : 1 / 1.6);
  });
}
