// The statutory forms in their official layout. Every number is a link to the patches behind it; the arrow keys move
// through a table, Enter opens.
const forms = (() => {
  const section = document.getElementById("forms");
  const chip = document.getElementById("traced");
  const STEP = 200;
  if (!section || !data.forms) return { show() {}, sumLine: () => "" };
  const book = data.forms;
  const choice = section.querySelector(".form-choice");
  const tabs = section.querySelector(".form-tabs");
  const head = section.querySelector(".form-head");
  const box = section.querySelector(".form-box");
  const foot = section.querySelector(".form-foot");
  let drawn = "";
  let most = STEP;

  const at = () => {
    const [id, place = "0"] = (state.form || (state.cell.includes(".") ? state.cell : "")).split(".");
    const form = book.forms.find((one) => one.id === id) || book.forms.find((one) => one.id === "unlawful_summary") || book.forms[0];
    return [form, form.tables[Number(place)] || form.tables[0]];
  };

  const button = (label, run, attributes = {}) => {
    const made = element("button", { type: "button", class: "plain", ...attributes }, label);
    made.addEventListener("click", run);
    return made;
  };

  // The chip above the list ---------------------------------------------------------------------------------------

  const roles = { part: words.trace_part, part_less: words.trace_part_less, whole: words.trace_whole, whole_less: words.trace_whole_less };
  const plots = (count) => `${count} ${words.parcels_unit}`;
  const amountOf = (sum) => (sum.counts ? plots(sum.plots) : `${tracing.write(sum.total, sum.places)} ${sum.unit} · ${plots(sum.plots)}`);

  // (506.70 − 10.54) ÷ 1314.85 × 100
  function formulaOf(now) {
    const of = (role) => now.sums.find((sum) => sum.role === role);
    const side = (whole, less) => {
      if (!whole) return "";
      const written = tracing.write(whole.total, whole.places);
      return less && less.total ? `(${written} − ${tracing.write(less.total, less.places)})` : written;
    };
    const [part, whole] = [side(of("part"), of("part_less")), side(of("whole"), of("whole_less"))];
    return part && of("whole").total ? `${part} ÷ ${whole} × 100` : "";
  }

  function headOf(now) {
    const { form, table, row, column, check } = now.cell;
    const name = element("b", {}, `《${text(form.title)}》`);
    if (check) return element("p", {}, words.trace_from, name, `${words.trace_check}：${text(check[1])}`);
    const [, , path, , , unit] = table.columns[column];
    const shown = text(table.rows[row][3][column]);
    const one = now.sums.length === 1 ? now.sums[0] : null;
    const printed = element("b", { class: "printed" }, shown ? `${shown}${/\d\*?$/.test(shown) && unit ? ` ${unit}` : ""}` : words.trace_blank);
    return element("p", {}, words.trace_from, name, `${tracing.rowTitle(now.cell)} · ${text(path)} = `, printed, one && !one.counts ? ` · ${plots(one.plots)}` : "",
      formulaOf(now) ? element("span", { class: "mute" }, ` = ${formulaOf(now)}`) : "");
  }

  function proofOf(now) {
    const sum = now.sum;
    if (!sum || !sum.plots) return "";
    const made = sum.counts ? plots(sum.plots) : `${tracing.write(sum.added, sum.places)} ${sum.unit}`;
    const lacking = sum.unmeasured ? `，${sum.unmeasured} ${words.trace_unmeasured}` : "";
    return sum.added === sum.total ? `${words.trace_adds} ${made}${lacking}，${words.trace_equal}` : `${words.trace_adds} ${made}，${words.trace_unequal}`;
  }

  function detailsOf(now) {
    const { table, row, column, check } = now.cell;
    if (check) return [check[2].map(text).join("；"), now.keeps.size ? "" : words.trace_same_parts];
    const [, , , says] = table.columns[column];
    const line = table.rows[row];
    const own = typeof line[2] === "number" ? text(line[2]) : "";
    const why = now.why ? text(book.why[now.why]) : "";
    return [[own, text(says)].filter(Boolean).join("，"), why, now.sum && !now.sum.plots ? text(book.why.nobody) : "", proofOf(now)];
  }

  function showChip() {
    const now = tracing.now;
    chip.hidden = now.cell === null;
    document.querySelector(".list").classList.toggle("tracing", now.given !== null);
    if (now.cell === null) return;
    const sums = now.sums.length < 2 ? null : element("div", { class: "sums", role: "group", "aria-label": words.trace_sums },
      ...now.sums.map((sum, place) => button(`${roles[sum.role] || sum.title} ${amountOf(sum)}`, () => change({ sum: place ? String(place) : "", patch: "", part: "" }), { "aria-pressed": String(sum === now.sum) })));
    const details = element("p", { class: "mute" }, detailsOf(now).filter(Boolean).join("。").replaceAll("。。", "。"));
    const actions = element("div", { class: "chip-do" }, button(words.trace_back, back), button(words.trace_clear, clear, { class: "plain clear-trace" }));
    refill(chip, element("div", { class: "chip-text" }, headOf(now), sums, details), actions);
  }

  function clear() {
    change({ cell: "", sum: "" });
    list.focus();
  }

  function back() {
    section.scrollIntoView();
    const link = box.querySelector("[aria-current]");
    if (link) {
      link.scrollIntoView({ block: "nearest", inline: "center" });
      link.focus({ preventScroll: true });
    }
  }

  // The table -----------------------------------------------------------------------------------------------------

  function showChoice(form, table) {
    refill(choice, ...book.forms.map((one) => button(element("span", {}, element("b", {}, one.no), one.no === text(one.title) ? "" : text(one.title), one.failed.length ? element("i", { title: words.trace_failed }, "!") : ""),
      () => open(one, 0), { "aria-pressed": String(one === form) })));
    tabs.hidden = form.tables.length < 2;
    refill(tabs, ...form.tables.map((one, place) => button(text(one.title) || `(${place + 1})`, () => open(form, place), { "aria-pressed": String(one === table) })));
  }

  function open(form, place) {
    most = STEP;
    change({ form: place ? `${form.id}.${place}` : form.id }, { trail: false });
  }

  function headerOf(table) {
    const depth = Math.max(1, ...table.header.map(([, row, , rows]) => row + rows));
    const rows = Array.from({ length: depth }, () => element("tr", { role: "row" }));
    for (const [title, row, column, down, across] of table.header) {
      rows[row].append(element("th", { role: "columnheader", scope: across > 1 ? "colgroup" : "col", rowspan: down > 1 ? down : null, colspan: across > 1 ? across : null, "data-c": column, title: across === 1 && text(table.columns[column][3]) || null }, title));
    }
    return element("thead", { role: "rowgroup" }, ...rows);
  }

  function cellOf(form, table, place, column) {
    const [kind, level, , texts, traces] = table.rows[place];
    const shown = text(texts[column]);
    const isText = table.columns[column][1] === "text";
    const cell = element("td", { role: "gridcell", class: isText ? "t" : "n", "data-c": column });
    if (kind === "part") {
      // The row of one patch: its number and its figures lead to it.
      const patch = patches[table.rows[place][2]];
      const leads = shown && (table.columns[column][0] === "patch" || (!isText && table.columns[column][1] !== "integer"));
      if (leads) cell.append(element("a", { href: addressOf({ patch: patch.number, part: patch.part }), "data-part": table.rows[place][2], tabindex: "-1" }, shown));
      else {
        if (!isText) cell.classList.add("plain-n");
        cell.append(shown);
      }
      return cell;
    }
    if (traces[column] === null) {
      if (level > 1 && table.columns[column][0] === "row.title") cell.style.paddingLeft = `${8 + (level - 1) * 14}px`;
      cell.append(shown);
      return cell;
    }
    const [terms, why] = book.traces[traces[column]];
    if (!shown && why === "not_summed") return cell;
    const name = tracing.nameOf(form, table, place, column);
    const isNothing = !shown || shown === "0" || /^0\.0+$/.test(shown);
    const reason = why ? text(book.why[why]) : "";
    cell.append(element("a", { href: addressOf({ ...START, form: state.form, cell: name }), "data-cell": name, tabindex: "-1", class: isNothing ? "nil" : null, title: reason || null,
      "aria-label": shown ? null : `${words.trace_blank}：${reason}`, "aria-current": state.cell === name ? "true" : null }, shown || (terms.length || why ? "·" : "")));
    return cell;
  }

  function draw(form, table) {
    const rows = table.rows.slice(0, most).map((row, place) => element("tr", { role: "row", class: `${row[0]} level-${row[1]}` }, ...table.columns.map((_, column) => cellOf(form, table, place, column))));
    if (!rows.length) rows.push(element("tr", { role: "row" }, element("td", { role: "gridcell", colspan: table.columns.length, class: "t" }, words.trace_no_rows)));
    const made = element("table", { role: "grid", "aria-label": text(form.title), "aria-rowcount": table.rows.length }, headerOf(table), element("tbody", { role: "rowgroup" }, ...rows));
    const title = text(table.title);
    head.replaceChildren(element("h3", {}, text(form.title), title ? element("span", {}, `（${title}）`) : ""),
      element("p", {}, element("span", {}, `${text(form.who)}：${text(book.unit_name)}`), element("span", { class: "code" }, table.sheet), element("span", {}, text(form.unit))));
    box.replaceChildren(made);
    const first = box.querySelector("[aria-current]") || box.querySelector("tbody a");
    if (first) first.tabIndex = 0;
    freeze(table, made);
    const more = table.rows.length > most ? button(`${words.trace_more} ${Math.min(STEP, table.rows.length - most)} / ${table.rows.length}`, () => {
      most += STEP;
      drawn = "";
      show();
    }) : null;
    const failed = form.failed.map(([id, says]) => element("li", {}, element("b", { class: "sev error" }, words.trace_failed), element("span", {}, text(says)), button(words.show, () => openCell(`${form.id}.check.${id}`))));
    foot.replaceChildren(...[more, ...form.notes.map((note, place) => element("p", {}, `${words.note_mark}${place + 1}：${text(note)}`)),
      element("p", { class: "mute" }, `${words.trace_held} ${form.held}${failed.length ? ` · ${words.trace_failed} ${failed.length}` : ""} · ${words.trace_cites}：${text(form.cites)}`),
      failed.length ? element("ul", { class: "whole" }, ...failed) : null].filter(Boolean));
  }

  // The columns that name the row stay in sight.
  function freeze(table, made) {
    const names = ["row.title", "row.code", "patch", "part"];
    const wide = box.clientWidth > 700;
    let last = -1;
    table.columns.forEach(([id], column) => {
      if (names.includes(id) && (wide || id === "row.title")) last = column;
    });
    let left = 0;
    for (let column = 0; column <= last; column += 1) {
      const cells = made.querySelectorAll(`[data-c="${column}"]`);
      const header = made.querySelector(`th[data-c="${column}"][scope="col"]`);
      const width = header ? header.getBoundingClientRect().width : 0;
      for (const cell of cells) {
        if (cell.colSpan > 1) continue;
        cell.classList.add("stays");
        cell.style.left = `${left}px`;
        if (column === last) cell.classList.add("edge");
      }
      left += width;
    }
  }

  function openCell(name) {
    change({ ...START, sort: state.sort, form: state.form, cell: name, sum: "" });
    // Where the parts of the page stand below each other the chip leads, else the whole work is in sight.
    (matchMedia("(max-width: 720px)").matches ? chip : document.getElementById("work")).scrollIntoView();
    chip.focus({ preventScroll: true });
  }

  function show() {
    showChip();
    const [form, table] = at();
    showChoice(form, table);
    const key = `${form.id}.${form.tables.indexOf(table)}.${most}`;
    if (key !== drawn) {
      drawn = key;
      draw(form, table);
    }
    for (const link of box.querySelectorAll("[data-cell]")) {
      if (link.dataset.cell === state.cell) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  box.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.cell) openCell(link.dataset.cell);
    else choose(patches[Number(link.dataset.part)], { from: "form" });
    if (link.dataset.part) document.getElementById("work").scrollIntoView();
  });
  box.addEventListener("keydown", (event) => {
    const link = event.target.closest("a");
    const moves = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    if (!link || !moves[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [down, across] = moves[event.key];
    let row = link.closest("tr");
    let column = Number(link.closest("td").dataset.c);
    for (;;) {
      if (down) row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
      else column += across;
      const cell = row && row.querySelector(`td[data-c="${column}"]`);
      if (!cell) return;
      const next = cell.querySelector("a");
      if (!next) continue;
      link.tabIndex = -1;
      next.tabIndex = 0;
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      return;
    }
  });
  new ResizeObserver(() => {
    const made = box.querySelector("table");
    if (made) freeze(at()[1], made);
  }).observe(box);

  function sumLine() {
    const { sum } = tracing.now;
    if (!sum || sum.counts) return "";
    let added = 0;
    for (const patch of shown) added += tracing.given(patch) || 0;
    return `${words.c_given} ${tracing.write(added, sum.places)} ${sum.unit}`;
  }

  return { show, sumLine };
})();
