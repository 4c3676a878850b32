// Filters, the chosen finding, and printing.
const search = document.getElementById("search");
const byFile = document.getElementById("by-file");
const clear = document.getElementById("clear");
const tiles = [...document.querySelectorAll("button.tile")];
const groups = [...document.querySelectorAll(".group")];
const items = new Map([...document.querySelectorAll(".item")].map((item) => [item.dataset.number, item]));
let before = null;

function fits(item, group) {
  return (!state.kind || group.dataset.kind === state.kind) && (!state.file || item.dataset.file === state.file) && item.dataset.text.includes(state.q.toLowerCase());
}

function showList() {
  const visible = new Set();
  for (const group of groups) {
    const fitting = [...group.querySelectorAll(".item")].filter((item) => {
      item.hidden = !fits(item, group);
      return !item.hidden;
    });
    for (const item of fitting) visible.add(Number(item.dataset.number));
    group.hidden = fitting.length === 0;
  }
  shown = data.findings.filter((finding) => visible.has(finding.number));
  clear.hidden = !state.kind && !state.file && !state.q;
  document.getElementById("none-shown").hidden = visible.size > 0 || groups.length === 0;
}

function showChosen() {
  const one = chosen();
  for (const [number, item] of items) {
    item.classList.toggle("chosen", number === state.finding);
    item.querySelector(".place").setAttribute("aria-pressed", String(number === state.finding));
  }
  if (one === before) return;
  before = one;
  if (!one) return;
  const item = items.get(state.finding);
  item.closest("details").open = true;
  item.scrollIntoView({ block: "nearest" });
  map.goTo(one);
}

function showAll() {
  for (const tile of tiles) tile.setAttribute("aria-pressed", String(tile.dataset.kind === state.kind));
  for (const [name, part] of [["q", search], ["file", byFile]]) if (part.value.trim() !== state[name]) part.value = state[name];
  byFile.classList.toggle("on", state.file !== "");
  showList();
  showChosen();
  map.redraw();
}

function choose(number) {
  change({ finding: String(number) }, { trail: false });
}

for (const tile of tiles) tile.addEventListener("click", () => change({ kind: state.kind === tile.dataset.kind ? "" : tile.dataset.kind }, { trail: false }));
search.addEventListener("input", () => change({ q: search.value.trim() }, { trail: false }));
byFile.addEventListener("change", () => change({ file: byFile.value }, { trail: false }));
clear.addEventListener("click", () => {
  change({ kind: "", file: "", q: "" }, { trail: false });
  search.focus();
});
search.form.addEventListener("submit", (event) => event.preventDefault());
document.querySelector(".groups").addEventListener("click", (event) => {
  const place = event.target.closest(".place");
  if (!place || place.disabled) return;
  if (state.finding === place.dataset.number) map.goTo(chosen());
  else choose(place.dataset.number);
  if (matchMedia("(max-width: 1100px)").matches) document.querySelector(".map").scrollIntoView({ block: "nearest" });
});
document.getElementById("print").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", () => {
  for (const group of groups) group.open = true;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && state.finding && !/^(INPUT|SELECT)$/.test(event.target.tagName)) change({ finding: "" }, { trail: false });
});

read();
showAll();
