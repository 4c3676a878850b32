// The buttons for groups and days, the search, and showing everything that changed.
let before = "";

function showAll() {
  for (const button of document.querySelectorAll("[data-group]")) button.setAttribute("aria-pressed", String(button.dataset.group === state.group));
  for (const button of document.querySelectorAll("[data-day]")) {
    button.setAttribute("aria-pressed", String(button.dataset.day === state.day));
    button.disabled = Boolean(state.group && button.dataset.day > 0 && !routes.some((route) => String(route.g) === state.group && String(route.d) === button.dataset.day));
  }
  showList();
  showCard();
  const now = `${state.group}/${state.day}`;
  if (now !== before) touched = false;
  if (now !== before && size.width) fit(bounds(), 72);
  before = now;
  const open = list.querySelector('[aria-expanded="true"]');
  if (open && matchMedia("(min-width: 721px)").matches) open.scrollIntoView({ block: "nearest" });
  const one = byId.get(state.stop);
  if (one?.at && size.width) {
    const [x, y] = [toX(one.at[0]), toY(one.at[1])];
    const low = matchMedia("(max-width: 720px)").matches ? size.height * 0.55 : size.height - 20; // above the card
    if (x < 20 || y < 20 || x > size.width - 20 || y > low) [view.x, view.y] = [one.at[0], one.at[1] - (size.height / 2 - low / 2) / view.k];
  }
  redraw();
}

function resize() {
  Object.assign(size, { width: box.clientWidth, height: box.clientHeight, ratio: Math.max(1, window.devicePixelRatio || 1) });
  if (!size.width || !size.height) return;
  canvas.width = Math.round(size.width * size.ratio);
  canvas.height = Math.round(size.height * size.ratio);
  if (!touched) fit(bounds(), 72);
  keepWithin();
  draw();
}

document.querySelector(".groups").addEventListener("click", (event) => {
  const group = event.target.closest("[data-group]")?.dataset.group;
  if (group) change({ group: group === state.group ? "" : group, day: state.day === "left" ? "" : state.day, stop: "" });
});
document.querySelector(".days").addEventListener("click", (event) => {
  const day = event.target.closest("[data-day]")?.dataset.day;
  if (day !== undefined) change({ day, stop: "", group: day === "left" ? "" : state.group });
});
document.getElementById("find").addEventListener("input", (event) => change({ q: event.target.value.trim() }));
window.addEventListener("hashchange", () => {
  readAddress();
  showAll();
});
readAddress();
document.getElementById("find").value = state.q;
listen();
new ResizeObserver(resize).observe(box);
showAll();
