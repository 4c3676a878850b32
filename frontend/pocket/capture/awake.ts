/** The screen stays on while somebody walks a boundary: a telephone that sleeps gives no position. */
let held: WakeLockSentinel | null = null;
let isWanted = false;

export function stayAwake(wanted: boolean): void {
  isWanted = wanted;
  if (!wanted) void release();
  else void hold();
}

async function hold(): Promise<void> {
  if (held || document.visibilityState !== "visible") return;
  held = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  held?.addEventListener("release", () => {
    held = null;
  });
  if (!isWanted) await release();
}

async function release(): Promise<void> {
  const one = held;
  held = null;
  await one?.release();
}

document.addEventListener("visibilitychange", () => isWanted && void hold()); // the browser lets go of it on its own
