// The list: every day of every chosen group in the order of visiting; a stop opens to its particulars.
const list = document.getElementById("list");
const card = document.querySelector(".card");

function badge(stop) {
  const cross = { d: "M2 2 14 14M14 2 2 14", fill: "none", stroke: "#1f2933", "stroke-width": 2 };
  const group = stop.route?.group;
  return drawing("svg", { viewBox: "-1 -1 18 18", "aria-hidden": "true" },
    drawing("path", group ? { d: group.path, fill: group.colour } : cross),
    group ? drawing("text", { x: 8, y: 11.4, fill: group.ink, "text-anchor": "middle", "font-size": 9.5, "font-weight": 600 }, String(stop.o)) : null);
}

function row(stop) {
  const open = stop.id === state.stop;
  const about = [stop.place, stop.kind, stop.mu === null ? "" : `${stop.mu} ${words.mu}`].filter(Boolean).join(" · ");
  const more = [
    [words.why, stop.route ? stop.why : stop.reason], [words.left_why, stop.route ? "" : stop.why], [words.parts, stop.parts], [words.user, stop.user],
    [words.walk, stop.foot ? `${stop.foot} 米` : ""], [words.priority, stop.priority], [words.note, stop.note], ["", stop.lonlat],
  ].filter(([, text]) => text || text === 0);
  const made = element("button", { type: "button", class: "stop", "data-stop": stop.id, "aria-expanded": String(open) },
    badge(stop), element("span", { class: "number" }, stop.id), element("span", { class: "time" }, stop.route ? `${stop.a}–${stop.d}` : ""),
    element("span", { class: "where" }, about), element("span", { class: "way" }, stop.route ? `${stop.t} ${words.minutes} · ${stop.km} ${words.km}` : ""),
    element("span", { class: "more" }, ...more.flatMap(([name, text], place) => [place ? element("br") : null, name ? element("b", {}, `${name}　`) : null, String(text)]).filter((part) => part !== null)));
  return made;
}

function showList() {
  const rows = [];
  for (const route of shownRoutes()) {
    const stops = route.stops.filter(found);
    if (!stops.length) continue;
    const head = element("h2", { style: `--c:${route.group.colour}` }, element("i"), `${route.group.name} ${data.days[route.d - 1]}`,
      element("small", {}, `${route.leave}–${route.back} · ${route.count} 个 · ${route.km} ${words.km}`));
    rows.push(head, ...stops.map(row));
    if (stops.length === route.count) rows.push(element("p", { class: "back" }, `${route.back} ${words.return} · ${route.backMinutes} ${words.minutes}`));
  }
  const lost = leftShown() ? left.filter(found) : [];
  if (lost.length) rows.push(element("h2", { style: "--c:#1f2933" }, element("i"), words.left_over, element("small", {}, `${lost.length} 个`)), ...lost.map(row));
  refill(list, ...(rows.length ? rows : [element("p", { class: "empty" }, words.none_found)]));
}

function showCard() {
  const stop = byId.get(state.stop);
  card.hidden = !stop;
  refill(card, ...(stop ? [row(stop)] : []));
}

for (const place of [list, card]) place.addEventListener("click", (event) => {
  const stop = event.target.closest("[data-stop]")?.dataset.stop;
  if (stop) change({ stop: stop === state.stop ? "" : stop }, { trail: false });
});
