// The page: tiles, filters and keys change the state; every part shows it.
const search = document.getElementById("search");
const selects = {
  township: document.getElementById("by-township"),
  list: document.getElementById("by-list"),
  pre: document.getElementById("by-prejudgement"),
  issue: document.getElementById("by-issue"),
};

function choose(patch, { from = "", trail = true } = {}) {
  change({ patch: patch.number, part: patch.part }, { trail });
  if (from === "list" && !drawer.isSheet()) list.focus();
  else if (from && drawer.isSheet()) drawer.focus();
}

function clearConditions() {
  change({ finding: "", township: "", list: "", pre: "", issue: "", q: "", cell: "", sum: "" });
}

function fillSelects() {
  const fill = (select, any, options) => {
    select.replaceChildren(element("option", { value: "" }, any), ...options.map(([value, text]) => element("option", { value }, text)));
    select.hidden = options.length === 0;
  };
  const rules = [...new Set(patches.flatMap((patch) => patch.problems.map((problem) => problem.rule)))].sort();
  fill(selects.township, words.any_township, data.townships.map((township) => [township.code, township.name]));
  fill(selects.list, words.any_list, data.lists.map(([slug, text, mark]) => [slug, mark ? `${mark} ${text}` : text]));
  fill(selects.pre, words.any_prejudgement, data.prejudgements);
  fill(selects.issue, words.any_issue, [...Object.keys(ISSUES).map((issue) => [issue, words[`issue_${issue}`]]), ...rules.map((rule) => [rule, `${words.issue_rule} ${rule}`])]);
}

function showConditions() {
  for (const tile of document.querySelectorAll("[data-finding]")) tile.setAttribute("aria-pressed", String(tile.dataset.finding === state.finding));
  for (const unit of document.querySelectorAll("[data-township]")) unit.setAttribute("aria-pressed", String(unit.dataset.township === state.township));
  for (const [name, select] of Object.entries(selects)) {
    select.value = state[name];
    select.classList.toggle("on", state[name] !== "");
  }
  if (search.value.trim() !== state.q) search.value = state.q;
  const counts = new Map();
  for (const patch of patches) if (matches(patch, "finding")) counts.set(patch.finding.slug, (counts.get(patch.finding.slug) || 0) + 1);
  for (const place of document.querySelectorAll("[data-count]")) place.textContent = counts.get(place.dataset.count) || 0;
  document.getElementById("clear").hidden = list.conditions().length === 0;
}

function showSum() {
  // As the forms: what is not decided counts nowhere; where only such parcels are listed, their extent is told.
  const counted = shown.filter((patch) => patch.counted !== null);
  const summed = counted.length > 0 ? counted : shown;
  let area = 0;
  let cultivated = 0;
  for (const patch of summed) {
    area += patch.exact[0] || 0;
    cultivated += patch.exact[1] || 0;
  }
  const leftOut = shown.length - summed.filter((patch) => patch.area !== null).length;
  const extent = counted.length === 0 && leftOut < shown.length ? `${words.extent_of_open} ` : "";
  const parts = [`${words.shown} ${shown.length} ${words.parcels_unit}`, `${extent}${muOfSum(area)} ${words.mu}`, `${words.cultivated} ${muOfSum(cultivated)}`];
  const given = forms.sumLine();
  if (given) parts.splice(1, 0, given);
  if (leftOut) parts.push(`${leftOut} ${words.area_left_out}`);
  if (shown.length < patches.length) parts.push(`${words.of} ${patches.length} ${words.parcels_unit}`);
  document.getElementById("conditions").textContent = [words.list, ...list.conditions()].join(" · ");
  document.getElementById("sum").textContent = parts.join(" · ");
}

function showAll() {
  tracing.read();
  refilter();
  showConditions();
  drawer.show();
  list.show();
  forms.show();
  map.show();
  showSum();
}

document.addEventListener("click", (event) => {
  const at = event.target.closest("[data-finding], [data-township], [data-all], [data-rule], .jumps a, .panel-head a, .skip");
  if (!at) return;
  if (at.dataset.finding !== undefined) change({ finding: state.finding === at.dataset.finding ? "" : at.dataset.finding });
  else if (at.dataset.township) change({ township: state.township === at.dataset.township ? "" : at.dataset.township });
  else if (at.dataset.all !== undefined) change({ township: "" });
  else if (at.dataset.rule) {
    change({ ...START, form: state.form, issue: at.dataset.rule });
    document.getElementById("work").scrollIntoView();
    list.focus();
  } else {
    // Jumps within the page leave the address alone: it holds the state.
    event.preventDefault();
    const target = document.getElementById(at.getAttribute("href").slice(1));
    target.scrollIntoView();
    if (at.classList.contains("skip")) list.focus();
  }
});
for (const [name, select] of Object.entries(selects)) select.addEventListener("change", () => change({ [name]: select.value }));
search.addEventListener("input", () => change({ q: search.value.trim() }, { trail: false }));
search.form.addEventListener("submit", (event) => {
  event.preventDefault();
  list.focus();
});
document.getElementById("clear").addEventListener("click", clearConditions);
document.getElementById("print").addEventListener("click", () => window.print());
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "Escape" && state.patch && !typing) drawer.close();
  else if (event.key === "Escape" && event.target === search) list.focus();
  else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});
readAddress();
fillSelects();
showAll();
