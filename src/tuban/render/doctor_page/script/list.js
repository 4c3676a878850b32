// The list: which findings are shown (by kind, file and words), and which one is chosen.
const data = JSON.parse(document.getElementById("data").textContent);
const unpack = (ring) => {
  for (let i = 2; i < ring.length; i += 1) ring[i] += ring[i - 2];
  return ring;
};
data.patches.forEach((rings) => rings.forEach(unpack));
data.divisions.forEach((division) => division.rings.forEach(unpack));
data.findings.forEach((finding) => [...finding.was, ...finding.is].forEach(unpack));
let shown = data.findings;
let chosen = null;

function choose(number, { scroll = false } = {}) {
  chosen = number;
  for (const item of document.querySelectorAll(".item.chosen")) item.classList.remove("chosen");
  const item = document.querySelector(`.item[data-number="${number}"]`);
  if (item) {
    item.classList.add("chosen");
    if (scroll) {
      item.closest("details").open = true;
      item.scrollIntoView({ block: "nearest" });
    }
  }
  history.replaceState(null, "", `#finding=${number}`);
  map.goTo(data.findings[number]);
  map.redraw();
}
