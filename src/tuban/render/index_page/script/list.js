// The list: only the rows in sight exist, so thousands scroll as easily as ten. Printing writes them all.
const list = (() => {
  const grid = document.querySelector(".grid");
  const head = grid.querySelector("thead");
  const body = grid.querySelector("tbody");
  const nothing = grid.querySelector(".empty");
  const columns = [
    ["number", words.c_number, false], ["given", words.c_given, true], ["township", words.c_township, false], ["finding", words.c_finding, false],
    ["violation", words.c_violation, false], ["area", words.c_area, true], ["cultivated", words.c_cultivated, true],
    ["basic", words.c_basic, true], ["user", words.c_user, false], ["issues", words.c_issues, false],
  ];
  const headers = new Map();
  let active = -1;
  let everything = false;
  let first = -1;
  let last = -1;

  const row = element("tr", { role: "row", "aria-rowindex": "1" });
  for (const [name, title, isNumber] of columns) {
    const button = element("button", { type: "button" }, title);
    const header = element("th", { scope: "col", role: "columnheader", "data-title": title, title: name === "area" ? words.area_note : null, class: `col-${name} k-${name}${isNumber ? " n" : ""}` }, button);
    button.addEventListener("click", () => change({ sort: state.sort === name ? `-${name}` : name }, { trail: false }));
    headers.set(name, header);
    row.append(header);
  }
  head.append(row);

  const rowHeight = () => parseFloat(getComputedStyle(nothing).getPropertyValue("--row")) || 36;

  function flags(patch) {
    const made = element("span", { class: "flags" });
    if (patch.errors) made.append(element("b", { class: "sev error", title: `${words.error} ${patch.errors}` }, `${words.error[0]} ${patch.errors}`));
    else if (patch.warnings) made.append(element("b", { class: "sev warning", title: `${words.warning} ${patch.warnings}` }, `${words.warning[0]} ${patch.warnings}`));
    if (patch.missing.length) made.append(element("b", { class: "lack", title: `${words.missing} ${patch.missing.length}` }, `${words.missing[0]} ${patch.missing.length}`));
    return made;
  }

  function cells(patch) {
    const odd = patch.inconsistent ? element("b", { class: "odd", title: words.inconsistent }, words.mark, element("span", { class: "unseen" }, words.inconsistent)) : null;
    const link = element("a", { class: "num", href: addressOf({ patch: patch.number, part: patch.part }), tabindex: "-1" }, patch.number);
    const chip = patch.part ? element("span", { class: "chip", title: words.part }, patch.part) : null;
    const list = patch.list && patch.list[2] ? element("span", { class: "chip of-list", title: patch.list[1] }, patch.list[2]) : null;
    const second = element("span", { class: "second" }, [patch.list && patch.list[2], patch.townshipName, patch.village, patch.user].filter(Boolean).join(" · "));
    const unknown = () => element("span", { class: "mute", title: words.missing }, "—");
    const figure = (value) => (value === null ? unknown() : mu(value));
    return {
      number: [odd, link, chip, list, second], given: [tracing.givenText(patch) ?? element("span", { class: "mute", title: words.trace_not_measured }, "—")], township: [patch.townshipName],
      finding: [element("span", { class: "tagged" }, markOf(patch.finding), element("span", {}, patch.finding.text)), element("span", { class: "second" }, patch.violation)],
      violation: [patch.violation], area: [figure(patch.area)], cultivated: [figure(patch.cultivated)], basic: [figure(patch.basic)],
      user: [patch.user], issues: [flags(patch)],
    };
  }

  function rowOf(patch, place) {
    const isChosen = patch === chosen();
    const made = element("tr", { role: "row", id: `row-${place}`, "data-i": place, "aria-rowindex": place + 2, "aria-selected": String(isChosen), class: place === active ? "active" : null });
    const filled = cells(patch);
    for (const [name, , isNumber] of columns) {
      const cell = element("td", { role: "gridcell", class: `k-${name}${isNumber ? " n" : ""}` }, ...filled[name].filter(Boolean));
      if (name === "user" || name === "township") cell.title = filled[name][0];
      made.append(cell);
    }
    return made;
  }

  const space = (height) => element("tr", { class: "space", "aria-hidden": "true" }, element("td", { style: `height:${height}px` }));

  function render(force = false) {
    const height = rowHeight();
    const from = everything ? 0 : Math.max(0, Math.floor(grid.scrollTop / height) - 8);
    const to = everything ? shown.length : Math.min(shown.length, Math.ceil((grid.scrollTop + grid.clientHeight) / height) + 8);
    if (!force && from === first && to === last) return;
    [first, last] = [from, to];
    const rows = [];
    if (from > 0) rows.push(space(from * height));
    for (let place = from; place < to; place += 1) rows.push(rowOf(shown[place], place));
    if (to < shown.length) rows.push(space((shown.length - to) * height));
    body.replaceChildren(...rows);
    if (active >= from && active < to) grid.setAttribute("aria-activedescendant", `row-${active}`);
    else grid.removeAttribute("aria-activedescendant");
  }

  function reveal(place) {
    const height = rowHeight();
    const top = place * height;
    const room = grid.clientHeight - head.offsetHeight;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + height > grid.scrollTop + room) grid.scrollTop = top + height - room;
  }

  function conditions() {
    const labels = [];
    const traced = tracing.now.cell;
    if (traced) labels.push(traced.check ? `《${text(traced.form.title)}》${words.trace_check}` : `《${text(traced.form.title)}》${tracing.rowTitle(traced)} ${text(traced.table.columns[traced.column][2])}`);
    const add = (name, find) => {
      if (state[name]) labels.push(find(state[name]) || state[name]);
    };
    add("finding", (slug) => data.findings.find((finding) => finding.slug === slug)?.text);
    add("township", (code) => data.townships.find((township) => township.code === code)?.name);
    add("list", (slug) => data.lists.find((entry) => entry[0] === slug)?.[1]);
    add("pre", (slug) => data.prejudgements.find((entry) => entry[0] === slug)?.[1]);
    add("issue", (issue) => words[`issue_${issue}`] || `${words.issue_rule} ${issue}`);
    add("q", (query) => `“${query}”`);
    return labels;
  }

  function sayNothing() {
    nothing.hidden = shown.length > 0;
    if (shown.length) return;
    if (!patches.length) nothing.replaceChildren(element("p", {}, words.nothing_at_all), element("p", { class: "mute" }, words.nothing_at_all_next));
    else {
      const clear = element("button", { type: "button", class: "plain" }, words.reset);
      clear.addEventListener("click", clearConditions);
      nothing.replaceChildren(element("p", {}, words.nothing_found), element("p", { class: "mute" }, `${words.nothing_found_why}${conditions().join(" + ")}`), element("p", { class: "mute" }, words.nothing_found_next), clear);
    }
  }

  function show() {
    const place = shown.indexOf(chosen());
    active = place >= 0 ? place : Math.min(Math.max(active, -1), shown.length - 1);
    for (const [name, header] of headers) {
      if (state.sort.replace("-", "") === name) header.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    }
    grid.setAttribute("aria-rowcount", shown.length + 1);
    if (place >= 0) reveal(place);
    sayNothing();
    render(true);
  }

  function step(by) {
    if (!shown.length) return;
    active = Math.max(0, Math.min(shown.length - 1, active < 0 ? 0 : active + by));
    reveal(active);
    if (state.patch) choose(shown[active], { trail: false });
    else render(true);
  }

  grid.addEventListener("scroll", () => render(), { passive: true });
  grid.addEventListener("click", (event) => {
    const at = event.target.closest("tr[data-i]");
    if (!at || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    active = Number(at.dataset.i);
    choose(shown[active], { from: "list" });
  });
  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(grid.clientHeight / rowHeight()) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -shown.length, End: shown.length };
    if (event.key in steps) step(steps[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && active >= 0) choose(shown[active], { from: "list" });
    else return;
    event.preventDefault();
  });
  new ResizeObserver(() => {
    render(true);
    const place = shown.indexOf(chosen());
    if (place >= 0) reveal(place);
  }).observe(grid);
  window.addEventListener("beforeprint", () => {
    everything = true;
    render(true);
  });
  window.addEventListener("afterprint", () => {
    everything = false;
    render(true);
  });
  return { show, step, conditions, focus: () => grid.focus({ preventScroll: true }) };
})();
