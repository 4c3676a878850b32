// What is shown: a group, a day, a stop. All of it lives in the address, so that a link opens the same view.
const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const START = { group: "", day: "", stop: "", q: "" };
const state = { ...START };

function decode(line) {
  const points = new Int32Array(line.length);
  for (let i = 0; i < line.length; i += 1) points[i] = line[i] + (i > 1 ? points[i - 2] : 0);
  return points;
}

const groups = new Map(data.groups.map((group) => [group.n, group]));
const routes = data.routes.map((route, index) => ({
  ...route, index, group: groups.get(route.g), drives: route.drives.map(decode), walks: route.walks.map(decode),
  start: data.starts[route.start],
  stops: data.stops.slice(route.first, route.first + route.count),
}));
for (const route of routes) for (const stop of route.stops) stop.route = route;
const left = data.left;
const byId = new Map([...data.stops, ...left].map((stop) => [stop.id, stop]));

const fits = (route) => state.day !== "left" && (!state.group || String(route.g) === state.group) && (!state.day || String(route.d) === state.day);
const found = (stop) => state.q.toLowerCase().split(/\s+/).every((word) => `${stop.id} ${stop.place} ${stop.user} ${stop.kind}`.toLowerCase().includes(word));
const shownRoutes = () => routes.filter(fits);
const leftShown = () => state.day === "left" || (!state.group && !state.day);

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(START)) state[name] = given.get(name) ?? START[name];
}

function change(changes) {
  Object.assign(state, changes);
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) if (value) wanted.set(name, value);
  const address = `#${wanted}`;
  if (address !== (location.hash || "#")) history.replaceState(null, "", address === "#" ? location.pathname + location.search : address);
  showAll();
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}
