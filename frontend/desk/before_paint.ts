/** Runs before the first paint, so that a folded rail does not jump. It must import nothing: it is loaded as a plain script. */
{
  let folded = "";
  try {
    folded = localStorage.getItem("tuban.rail") ?? "";
  } catch {
    // storage may be forbidden: the rail is then open
  }
  if (folded === "folded") document.documentElement.dataset.rail = "folded";
}
