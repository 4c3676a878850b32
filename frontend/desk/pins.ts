/** A pin on a drawing: `data-pin` is the drawing; a click or the arrow keys set the hidden fields `pin_x` and `pin_y` to
 * the share of its width and height.
 */
const STEP = 0.02;

export function setPins(page: Document): void {
  const field = (name: string) => page.querySelector<HTMLInputElement>(`input[name=${name}]`);
  const show = (x: number | null, y: number | null) => {
    const [across, down, mark] = [field("pin_x"), field("pin_y"), page.querySelector<HTMLElement>("[data-pin-mark]")];
    if (!across || !down || !mark) return;
    across.value = x === null ? "" : x.toFixed(4);
    down.value = y === null ? "" : y.toFixed(4);
    mark.toggleAttribute("hidden", x === null);
    if (x === null || y === null) return;
    mark.style.left = `${x * 100}%`;
    mark.style.top = `${y * 100}%`;
  };
  const within = (share: number) => Math.min(1, Math.max(0, share));
  page.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-pin-centre]")) return show(0.5, 0.5);
    if (target.closest("[data-pin-none]")) return show(null, null);
    const stage = target.closest<HTMLElement>("[data-pin]");
    if (!stage) return;
    const box = stage.getBoundingClientRect();
    show(within((event.clientX - box.left) / (box.width || 1)), within((event.clientY - box.top) / (box.height || 1)));
  });
  page.addEventListener("keydown", (event) => {
    if (!(event.target as Element).matches?.("[data-pin]") || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const x = Number(field("pin_x")?.value || 0.5);
    const y = Number(field("pin_y")?.value || 0.5);
    const dx = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key] ?? 0;
    const dy = { ArrowUp: -STEP, ArrowDown: STEP }[event.key] ?? 0;
    show(within(x + dx), within(y + dy));
  });
}
