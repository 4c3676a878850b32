// The buttons for groups and days, the search, and showing everything that changed.
const search = document.getElementById("find");
let before = "";

function showAll() {
  for (const button of document.querySelectorAll("[data-group]")) button.setAttribute("aria-pressed", String(button.dataset.group === state.group));
  for (const button of document.querySelectorAll("[data-day]")) {
    button.setAttribute("aria-pressed", String(button.dataset.day === state.day));
    button.disabled = Boolean(state.group && button.dataset.day > 0 && !routes.some((route) => String(route.g) === state.group && String(route.d) === button.dataset.day));
  }
  if (search.value.trim() !== state.q) search.value = state.q;
  showList();
  showCard();
  const now = `${state.group}/${state.day}`;
  if (now !== before) chart.goHome();
  before = now;
  const open = list.querySelector('[aria-expanded="true"]');
  if (open && matchMedia("(min-width: 721px)").matches) open.scrollIntoView({ block: "nearest" });
  const one = byId.get(state.stop);
  if (one?.at) chart.reveal(one.at, matchMedia("(max-width: 720px)").matches ? 0.45 : 0); // above the card
  chart.redraw();
}

document.querySelector(".groups").addEventListener("click", (event) => {
  const group = event.target.closest("[data-group]")?.dataset.group;
  if (group) change({ group: group === state.group ? "" : group, day: state.day === "left" ? "" : state.day, stop: "" }, { trail: false });
});
document.querySelector(".days").addEventListener("click", (event) => {
  const day = event.target.closest("[data-day]")?.dataset.day;
  if (day !== undefined) change({ day, stop: "", group: day === "left" ? "" : state.group }, { trail: false });
});
search.addEventListener("input", () => change({ q: search.value.trim() }, { trail: false }));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.stop && event.target !== search) change({ stop: "" }, { trail: false });
});
document.getElementById("print").addEventListener("click", () => window.print());

read();
showAll();
