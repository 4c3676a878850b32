// What is shown: the patches, the conditions on them, the order, the chosen one. All of it lives in the address, so that a
// link opens the same list and the same patch.
const ERROR = 0;
const WARNING = 1;

function text(place) {
  const found = data.strings[place];
  return typeof found === "string" ? found : found.map((clause) => data.clauses[clause]).join("");
}

const patches = data.patches.map((row, index) => {
  const finding = data.findings[row.f];
  const township = row.t === null ? null : data.townships[row.t];
  const patch = {
    index, number: row.n, part: row.p, finding, findingOrder: row.f, township,
    townshipName: township ? township.name : text(row.tn), village: text(row.v), user: text(row.u),
    list: row.l === null ? null : data.lists[row.l], prejudgement: row.pre === null ? null : data.prejudgements[row.pre],
    violation: row.vio === null ? "" : text(row.vio), inconsistent: row.x === 1, taken: row.w === 1,
    area: row.a[0], cultivated: row.a[1], basic: row.a[2], monitored: row.a[3], extent: row.a[4], counted: row.a[5],
    extentM2: row.m2, exact: row.m, overlays: row.o,
    particulars: row.d.map((pair) => pair.map(text)), reasons: row.r.map((step) => step.map(text)), missing: row.q.map((lack) => lack.map(text)),
    problems: row.e.map(([rule, severity, message, settled]) => ({ rule, severity, message: text(message), settled: text(settled) })),
    links: row.k, chips: row.c, rings: row.g.map(decode),
  };
  patch.box = boxOf(patch.rings);
  patch.centre = centreOf(patch.rings);
  patch.errors = patch.problems.filter((problem) => problem.severity === ERROR).length;
  patch.warnings = patch.problems.length - patch.errors;
  patch.found = [patch.number, patch.part, patch.townshipName, patch.village, patch.user].join("\n").toLowerCase();
  return patch;
});
for (const township of data.townships) {
  township.rings = township.g.map(decode);
}

function centreOf(rings) {
  // The centroid of the first ring, or the middle of the box where the ring has no area.
  if (!rings.length) return null;
  const ring = rings[0];
  let area = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const cross = (ring[i] - ring[0]) * (ring[j + 1] - ring[1]) - (ring[j] - ring[0]) * (ring[i + 1] - ring[1]);
    area += cross;
    x += (ring[i] + ring[j] - 2 * ring[0]) * cross;
    y += (ring[i + 1] + ring[j + 1] - 2 * ring[1]) * cross;
  }
  if (area === 0) {
    const box = boxOf(rings);
    return [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  }
  return [ring[0] + x / (3 * area), ring[1] + y / (3 * area)];
}

const mu = (hundredths) => (hundredths === null ? "" : (hundredths / 100).toFixed(2));

// Sums are made from 0.0001 m² and rounded once, as the forms do.
const muOfSum = (tenThousandths) => (Math.round((tenThousandths * 15) / 1e6) / 100).toFixed(2);

const COLUMNS = {
  number: (patch) => `${patch.number}\u0000${patch.part.padStart(6, "0")}`,
  township: (patch) => (patch.township ? patch.township.code : `\uffff${patch.townshipName}`),
  finding: (patch) => patch.findingOrder,
  violation: (patch) => patch.violation || null,
  area: (patch) => patch.area,
  cultivated: (patch) => patch.cultivated,
  basic: (patch) => patch.basic,
  given: (patch) => tracing.given(patch),
  user: (patch) => patch.user || null,
  issues: (patch) => patch.errors * 1e6 + patch.warnings * 1e3 + patch.missing.length || null,
};
const ISSUES = {
  error: (patch) => patch.errors > 0,
  warning: (patch) => patch.warnings > 0,
  missing: (patch) => patch.missing.length > 0,
  inconsistent: (patch) => patch.inconsistent,
  none: (patch) => !patch.problems.length && !patch.missing.length,
};
const START = { finding: "", township: "", list: "", pre: "", issue: "", q: "", sort: "number", patch: "", part: "", form: "", cell: "", sum: "" };
let shown = [];

function matches(patch, but = "") {
  const asks = (name) => name !== but && state[name] !== "";
  if (!tracing.keeps(patch)) return false;
  if (asks("finding") && patch.finding.slug !== state.finding) return false;
  if (asks("township") && !(patch.township && patch.township.code === state.township)) return false;
  if (asks("list") && !(patch.list && patch.list[0] === state.list)) return false;
  if (asks("pre") && !(patch.prejudgement && patch.prejudgement[0] === state.pre)) return false;
  if (asks("issue")) {
    const test = ISSUES[state.issue];
    if (test ? !test(patch) : !patch.problems.some((problem) => problem.rule === state.issue)) return false;
  }
  if (asks("q")) return state.q.toLowerCase().split(/\s+/).every((word) => patch.found.includes(word));
  return true;
}

function refilter() {
  const descending = state.sort.startsWith("-");
  const value = COLUMNS[state.sort.replace("-", "")];
  const keyed = patches.filter((patch) => matches(patch)).map((patch) => [value(patch), patch]);
  keyed.sort(([a, first], [b, second]) => {
    if (a === b) return first.index - second.index;
    if (a === null || b === null) return a === null ? 1 : -1; // the unknown come last either way
    return (a < b ? -1 : 1) * (descending ? -1 : 1);
  });
  shown = keyed.map(([, patch]) => patch);
}

const chosen = () => patches.find((patch) => patch.number === state.patch && (!state.part || patch.part === state.part)) || null;

const { state, read: readAddress, addressOf, change } = addressed(START, showAll, (given) => {
  if (!(given.sort.replace("-", "") in COLUMNS)) given.sort = START.sort;
});

function markOf(finding) {
  return drawing("svg", { class: "mark", viewBox: "0 0 16 16", "aria-hidden": "true" },
    drawing("path", { d: finding.path, fill: finding.colour, stroke: finding.edge, "stroke-width": ".8", "fill-rule": "evenodd" }));
}
