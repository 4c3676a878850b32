// Filters, buttons, and the address.
{
  const filter = { kind: "", file: "", words: "" };
  const search = document.getElementById("search");
  const byFile = document.getElementById("by-file");
  const clear = document.getElementById("clear");
  const tiles = [...document.querySelectorAll("button.tile")];
  const groups = [...document.querySelectorAll(".group")];

  function apply() {
    const visible = new Set();
    for (const group of groups) {
      let count = 0;
      for (const item of group.querySelectorAll(".item")) {
        const fits = (!filter.kind || group.dataset.kind === filter.kind) && (!filter.file || item.dataset.file === filter.file) && item.dataset.text.includes(filter.words);
        item.hidden = !fits;
        if (!fits) continue;
        count += 1;
        visible.add(Number(item.dataset.number));
      }
      group.hidden = count === 0;
    }
    shown = data.findings.filter((finding) => visible.has(finding.number));
    clear.hidden = !filter.kind && !filter.file && !filter.words;
    document.getElementById("none-shown").hidden = visible.size > 0 || groups.length === 0;
    for (const tile of tiles) tile.setAttribute("aria-pressed", String(tile.dataset.kind === filter.kind));
    map.redraw();
  }

  for (const tile of tiles) {
    tile.addEventListener("click", () => {
      filter.kind = filter.kind === tile.dataset.kind ? "" : tile.dataset.kind;
      apply();
    });
  }
  search.addEventListener("input", () => {
    filter.words = search.value.trim().toLowerCase();
    apply();
  });
  byFile.addEventListener("change", () => {
    filter.file = byFile.value;
    apply();
  });
  clear.addEventListener("click", () => {
    Object.assign(filter, { kind: "", file: "", words: "" });
    search.value = byFile.value = "";
    apply();
  });
  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
  document.querySelector(".groups").addEventListener("click", (event) => {
    const place = event.target.closest(".place");
    if (place && !place.disabled) choose(Number(place.dataset.number));
  });
  document.getElementById("print").addEventListener("click", () => {
    for (const group of groups) group.open = true;
    window.print();
  });

  // An address that names a finding opens it, once the map knows its size.
  const wanted = Number(new URLSearchParams(location.hash.slice(1)).get("finding") ?? "-1");
  if (data.findings[wanted]) requestAnimationFrame(() => choose(wanted, { scroll: true }));
}
