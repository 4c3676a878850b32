/** The map of the findings: a mark or a line of the list chooses a finding, wheel, fingers, keys and buttons look nearer.
 *
 * The drawing comes from the server as one SVG; what is seen of it is its `viewBox`. The chosen finding stands in the
 * address, so that a link shows the same.
 */
interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const MARK = 14; // pixels across
const NEAREST = 40; // metres across

export function showFindingsOnMap(page: Document): void {
  const place = page.querySelector<HTMLElement>("[data-doctor-map]");
  if (!place) return;
  const view = new View(place);
  const choose = (number: string, isMoved: boolean) => {
    for (const mark of place.querySelectorAll("[data-finding]"))
      mark.classList.toggle("is-chosen", mark.getAttribute("data-finding") === number);
    for (const button of page.querySelectorAll<HTMLElement>("[data-find]"))
      button.ariaPressed = String(button.dataset.find === number);
    const line = page.getElementById(`finding-${number}`);
    line?.closest("details")?.setAttribute("open", "");
    if (isMoved) view.goTo(place.querySelector(`[data-finding="${number}"]`));
    else line?.scrollIntoView({ block: "nearest" });
    for (const other of page.querySelectorAll(".finding-line.is-chosen")) other.classList.remove("is-chosen");
    line?.classList.add("is-chosen");
    history.replaceState(null, "", `#finding-${number}`);
  };
  page.addEventListener("click", (event) => {
    const target = event.target as Element;
    const button = target.closest<HTMLElement>("[data-find]");
    if (button) choose(button.dataset.find ?? "", true);
    const zoom = target.closest<HTMLElement>("[data-zoom]");
    if (zoom) view.zoom(zoom.dataset.zoom === "all" ? 0 : zoom.dataset.zoom === "in" ? 0.5 : 2);
  });
  place.addEventListener("tuban:mark-chosen", (event) => choose((event as CustomEvent<string>).detail, false));
  page.addEventListener("htmx:afterSettle", (event) => {
    if (!place.contains(event.target as Node)) return;
    view.take();
    const asked = /^#finding-(\d+)$/.exec(page.defaultView?.location.hash ?? "")?.[1];
    if (asked) choose(asked, true);
  });
}

class View {
  private svg: SVGSVGElement | null = null;
  private whole: Box = { x: 0, y: 0, width: 1, height: 1 };
  private seen: Box = this.whole;
  private readonly fingers = new Map<number, { x: number; y: number }>();
  private moved = 0;

  constructor(private readonly place: HTMLElement) {
    const ground = place.querySelector<HTMLElement>(".doctor-chart-place") ?? place;
    ground.addEventListener(
      "wheel",
      (event) => {
        if (!this.svg) return;
        event.preventDefault();
        this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.at(event));
      },
      { passive: false },
    );
    ground.addEventListener("pointerdown", (event) => {
      this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      this.moved = 0;
    });
    ground.addEventListener("pointermove", (event) => this.drag(event, ground));
    for (const kind of ["pointerup", "pointercancel"] as const) {
      ground.addEventListener(kind, (event) => {
        this.fingers.delete(event.pointerId);
        const mark = (event.target as Element).closest("[data-finding]");
        if (kind === "pointerup" && this.moved < 4 && mark) {
          const detail = mark.getAttribute("data-finding") ?? "";
          this.place.dispatchEvent(new CustomEvent("tuban:mark-chosen", { detail }));
        }
      });
    }
    ground.addEventListener("keydown", (event) => {
      const step = this.seen.width / 8;
      const moves: Record<string, [number, number]> = {
        ArrowLeft: [-step, 0],
        ArrowRight: [step, 0],
        ArrowUp: [0, -step],
        ArrowDown: [0, step],
      };
      const move = moves[event.key];
      if (move) this.show({ ...this.seen, x: this.seen.x + move[0], y: this.seen.y + move[1] });
      else if (event.key === "+" || event.key === "=") this.zoom(0.5);
      else if (event.key === "-") this.zoom(2);
      else if (event.key === "0") this.zoom(0);
      else return;
      event.preventDefault();
    });
  }

  /** Takes the drawing that just came. */
  take(): void {
    this.svg = this.place.querySelector<SVGSVGElement>("svg.doctor-chart");
    if (!this.svg) return;
    const [x = 0, y = 0, width = 1, height = 1] = (this.svg.getAttribute("viewBox") ?? "").split(" ").map(Number);
    this.whole = { x, y, width, height };
    this.show(this.whole);
  }

  /** Looks so many times nearer (below 1) or farther; 0 shows everything. */
  zoom(factor: number, about?: { x: number; y: number }): void {
    if (factor === 0) {
      this.show(this.whole);
      return;
    }
    const to = Math.min(Math.max(this.seen.width * factor, NEAREST), this.whole.width * 3);
    const k = to / this.seen.width;
    const centre = about ?? { x: this.seen.x + this.seen.width / 2, y: this.seen.y + this.seen.height / 2 };
    this.show({
      x: centre.x - (centre.x - this.seen.x) * k,
      y: centre.y - (centre.y - this.seen.y) * k,
      width: to,
      height: this.seen.height * k,
    });
  }

  goTo(finding: Element | null): void {
    const [x = 0, y = 0, width = 0, height = 0] = (finding?.getAttribute("data-box") ?? "").split(" ").map(Number);
    if (!finding || !this.svg) return;
    const across = Math.max(width, height, NEAREST * 4) * 2;
    const high = (across * this.seen.height) / this.seen.width;
    this.show({ x: x + width / 2 - across / 2, y: y + height / 2 - high / 2, width: across, height: high });
  }

  private show(box: Box): void {
    this.seen = box;
    if (!this.svg) return;
    this.svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
    const { width, height } = this.svg.getBoundingClientRect();
    const metres = Math.max(box.width / (width || 1), box.height / (height || 1));
    this.svg.style.setProperty("--mark", String((metres * MARK) / 16));
  }

  private drag(event: PointerEvent, ground: HTMLElement): void {
    const before = this.fingers.get(event.pointerId);
    if (!before || !this.svg) return;
    const now = { x: event.clientX, y: event.clientY };
    this.moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (this.moved > 4 && !ground.hasPointerCapture(event.pointerId)) ground.setPointerCapture(event.pointerId);
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const other = others[0];
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(now.x - other.x, now.y - other.y);
      if (is > 8) this.zoom(was / is, this.at({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 }));
    } else {
      const scale = this.scale();
      this.show({
        ...this.seen,
        x: this.seen.x - (now.x - before.x) * scale,
        y: this.seen.y - (now.y - before.y) * scale,
      });
    }
    this.fingers.set(event.pointerId, now);
  }

  private scale(): number {
    const { width, height } = (this.svg as SVGSVGElement).getBoundingClientRect();
    return Math.max(this.seen.width / (width || 1), this.seen.height / (height || 1));
  }

  private at(event: { clientX: number; clientY: number }): { x: number; y: number } {
    const matrix = this.svg?.getScreenCTM()?.inverse();
    if (!matrix) return { x: this.seen.x + this.seen.width / 2, y: this.seen.y + this.seen.height / 2 };
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    return { x: point.x, y: point.y };
  }
}
