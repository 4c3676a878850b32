// What is shown: a group, a day, a stop. All of it lives in the address, so that a link opens the same view.
const START = { group: "", day: "", stop: "", q: "" };
const { state, read, change } = addressed(START, showAll);

const groups = new Map(data.groups.map((group) => [group.n, group]));
const routes = data.routes.map((route, index) => ({
  ...route, index, group: groups.get(route.g), drives: route.drives.map(decode), walks: route.walks.map(decode),
  start: data.starts[route.start],
  stops: data.stops.slice(route.first, route.first + route.count),
}));
for (const route of routes) for (const stop of route.stops) stop.route = route;
const left = data.left;
const byId = new Map([...data.stops, ...left].map((stop) => [stop.id, stop]));
for (const stop of byId.values()) stop.text = `${stop.id} ${stop.place} ${stop.user} ${stop.kind}`.toLowerCase();

const fits = (route) => state.day !== "left" && (!state.group || String(route.g) === state.group) && (!state.day || String(route.d) === state.day);
const found = (stop) => state.q.toLowerCase().split(/\s+/).every((word) => stop.text.includes(word));
const shownRoutes = () => routes.filter(fits);
const leftShown = () => state.day === "left" || (!state.group && !state.day);
