// A number of a form opened to its patches. The address names the cell as the workbook does (form.table.F12), so that a
// link opens it; what each patch gives is added up anew, and the sum held against the printed number.
const tracing = (() => {
  const book = data.forms;
  const none = { cell: null, sums: [], sum: null, keeps: null, given: null };
  let now = none;
  let last = "";

  const lettersOf = (column) => (column < 26 ? "" : lettersOf(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
  const columnOf = (letters) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  const write = (whole, places) => {
    const digits = String(Math.abs(whole)).padStart(places + 1, "0");
    const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
    return whole < 0 ? `-${text}` : text;
  };

  function nameOf(form, table, row, column) {
    return `${form.id}.${form.tables.indexOf(table)}.${lettersOf(column)}${table.first + row}`;
  }

  // «unlawful_summary.0.F12» → the cell; «unlawful_summary.check.four_kinds» → what a failed check is about.
  function find(name) {
    const [id, at, place = ""] = name.split(".");
    const form = book && book.forms.find((one) => one.id === id);
    if (!form) return null;
    if (at === "check") {
      const check = form.failed.find((one) => one[0] === name.split(".").slice(2).join("."));
      return check ? { form, check } : null;
    }
    const table = form.tables[Number(at)];
    const [, letters, digits] = /^([A-Z]{1,3})(\d+)$/.exec(place) || [];
    if (!table || !letters) return null;
    const column = columnOf(letters);
    const row = Number(digits) - table.first;
    if (!table.rows[row] || !table.columns[column] || table.rows[row][0] === "part") return null;
    return { form, table, row, column };
  }

  function sumOf(number) {
    const [role, measure, population, total, own] = book.terms[number];
    const [title, unit, places, figures] = book.measures[measure];
    const places_ = population === null ? [] : book.populations[population];
    const counts = !figures.length && !own;
    const amounts = new Map();
    places_.forEach((index, at) => {
      const amount = counts ? 1 : own ? own[at] : figures[index];
      // A patch may be in a sum more than once only where it was issued twice.
      amounts.set(index, amounts.has(index) && amount !== null ? (amounts.get(index) || 0) + amount : amount);
    });
    let added = 0;
    let unmeasured = 0;
    for (const amount of amounts.values()) {
      if (amount === null) unmeasured += 1;
      else added += amount;
    }
    return { role, title: text(title), unit, places, total, added, amounts, counts, unmeasured, plots: places_.length };
  }

  function read() {
    if (state.cell === last) return pick();
    last = state.cell;
    now = none;
    const cell = state.cell ? find(state.cell) : null;
    if (!cell) return;
    if (cell.check) {
      const population = cell.check[3];
      now = { ...none, cell, keeps: new Set(population === null ? [] : book.populations[population]) };
      return;
    }
    const trace = cell.table.rows[cell.row][4][cell.column];
    if (trace === null) return;
    const [terms, why, population = null] = book.traces[trace];
    const sums = terms.map(sumOf);
    now = { ...none, cell, sums, why, keeps: population === null ? null : new Set(book.populations[population]) };
    pick();
  }

  function pick() {
    if (!now.sums.length) return;
    const sum = now.sums[Number(state.sum)] || now.sums[0];
    now = { ...now, sum, keeps: new Set(sum.amounts.keys()), given: sum.counts ? null : sum.amounts };
  }

  const keeps = (patch) => now.keeps === null || now.keeps.has(patch.index);
  const given = (patch) => (now.given && now.given.has(patch.index) ? now.given.get(patch.index) : null);
  const givenText = (patch) => {
    const amount = given(patch);
    return amount === null ? null : write(amount, now.sum.places);
  };

  function rowTitle(cell) {
    const [kind, , , texts] = cell.table.rows[cell.row];
    const named = cell.table.columns.findIndex((column, at) => (column[0] === "row.title" || kind !== "class") && text(texts[at]));
    return text(texts[Math.max(0, named)]);
  }

  return { read, find, nameOf, write, keeps, given, givenText, rowTitle, lettersOf, get now() { return now; }, get book() { return book; } };
})();
