// What is shown: the findings of a kind, a file and some words, and the chosen one. All of it lives in the address, so that a
// link opens the same list and the same finding.
for (const finding of data.findings) [finding.was, finding.is] = [finding.was.map(decode), finding.is.map(decode)];
const patches = data.patches.map((rings) => rings.map(decode));
const divisions = data.divisions.map((division) => ({ ...division, rings: division.rings.map(decode) }));
let shown = data.findings;

const START = { kind: "", file: "", q: "", finding: "" };
const { state, read, change } = addressed(START, showAll);
const chosen = () => (state.finding === "" ? null : data.findings[Number(state.finding)] ?? null);
