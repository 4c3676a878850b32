// What is shown lives in the address, so that a link opens the same view and Back returns to the one before. `start` names
// everything that can stand there; `mend` sets right what an address got wrong.
function addressed(start, showAll, mend = () => {}) {
  const state = { ...start };

  function read() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const name of Object.keys(start)) state[name] = given.get(name) ?? start[name];
    mend(state);
  }

  function addressOf(changes = {}) {
    const wanted = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...state, ...changes })) if (value !== start[name]) wanted.set(name, value);
    return `#${wanted}`;
  }

  // What is typed, or tried out one after the other, leaves no trail.
  function change(changes, { trail = true } = {}) {
    const address = addressOf(changes);
    Object.assign(state, changes);
    if (address !== (location.hash || "#")) history[trail ? "pushState" : "replaceState"](null, "", address === "#" ? location.pathname + location.search : address);
    showAll();
  }

  for (const type of ["popstate", "hashchange"]) window.addEventListener(type, () => {
    read();
    showAll();
  });
  return { state, read, addressOf, change };
}
