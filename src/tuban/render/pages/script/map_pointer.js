// Mouse, fingers and keys on the map. A finger reaches further than a mouse.
const MOUSE_REACH = 13;
const FINGER_REACH = 24;

function listenToMap(canvas, chart, { find, tell, choose }) {
  const box = canvas.parentElement;
  const tip = box.querySelector(".tip");
  const fingers = new Map();
  let moved = 0;

  const place = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };

  function hover(event) {
    const [x, y] = place(event);
    const thing = find(x, y, MOUSE_REACH);
    canvas.classList.toggle("over", thing !== null);
    tip.hidden = thing === null;
    if (!thing) return;
    tip.textContent = tell(thing);
    const { width, height } = chart.size;
    tip.style.left = `${Math.max(4, Math.min(x + 12, width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, y + 18 + tip.offsetHeight > height ? y - tip.offsetHeight - 10 : y + 18)}px`;
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, place(event));
    moved = fingers.size > 1 ? 99 : 0;
    tip.hidden = true;
  });
  canvas.addEventListener("pointermove", (event) => {
    const from = fingers.get(event.pointerId);
    if (!from) {
      if (event.pointerType === "mouse") hover(event);
      return;
    }
    const [x, y] = place(event);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    moved += Math.abs(x - from[0]) + Math.abs(y - from[1]);
    if (other) {
      const wide = (left, top) => Math.hypot(left - other[0], top - other[1]) || 1;
      chart.zoom(wide(x, y) / wide(...from), (x + other[0]) / 2, (y + other[1]) / 2);
      chart.pan((x - from[0]) / 2, (y - from[1]) / 2);
    } else if (moved > 4) chart.pan(x - from[0], y - from[1]);
    fingers.set(event.pointerId, [x, y]);
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId) || moved > 4 || event.type !== "pointerup") return;
    choose(find(...place(event), event.pointerType === "mouse" ? MOUSE_REACH : FINGER_REACH));
  };
  for (const type of ["pointerup", "pointercancel"]) canvas.addEventListener(type, lift);
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    chart.zoom(2 ** (-event.deltaY * (event.deltaMode ? 0.05 : 0.0022)), ...place(event));
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (steps[event.key]) chart.pan(...steps[event.key]);
    else if (event.key === "+" || event.key === "=") chart.zoom(1.5);
    else if (event.key === "-") chart.zoom(1 / 1.5);
    else if (event.key === "0") chart.fitAll();
    else return;
    event.preventDefault();
  });
  box.querySelector(".map-tools").addEventListener("click", (event) => {
    const wanted = event.target.dataset.zoom;
    if (wanted === "all") chart.fitAll();
    else if (wanted) chart.zoom(wanted === "in" ? 1.6 : 1 / 1.6);
  });
}
