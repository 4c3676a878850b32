/** The page of a public copy: rectangles over faces and number plates, and the answer that is sent with them. */
import "./copies.css";
import { areKeysOff, isWriting } from "../desk/keys";
import { Covers, type Place } from "./covers";
import { Stage } from "./stage";

function begin(root: HTMLElement, places: Place[]): void {
  const part = <Kind extends HTMLElement>(name: string) => root.querySelector<Kind>(`[data-cover-${name}]`) as Kind;
  const button = (name: string) => root.querySelector<HTMLButtonElement>(`[data-cover="${name}"]`) as HTMLButtonElement;
  const form = part<HTMLFormElement>("form");
  const field = form.elements.namedItem("places") as HTMLInputElement;
  const [confirm, clear, count, said] = [part("confirm"), part("clear"), part("count"), part("said")];
  const reason = confirm.dataset.reason ?? "";
  const covers = new Covers(Number(root.dataset.width), Number(root.dataset.height), places);

  const fill = (text: string | undefined, values: Record<string, number>) =>
    (text ?? "").replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ""));
  const nameOf = ([left, top, width, height]: Place, index: number) =>
    fill(said.dataset.name, { n: index + 1, left, top, width, height });

  /** Send what is drawn along, and let only the answer be given that fits it. */
  const show = () => {
    const n = covers.all.length;
    field.value = JSON.stringify(covers.all);
    count.textContent = n ? fill(count.dataset.some, { n }) : (count.dataset.none ?? "");
    refuse(confirm, n ? "" : reason);
    refuse(clear, n ? (said.dataset.full ?? "") : "");
    button("undo").disabled = !covers.canUndo;
    button("delete").disabled = n === 0;
    part("zoom").textContent = `${stage.percent} %`;
  };
  const changed = () => {
    show();
    field.dispatchEvent(new Event("input", { bubbles: true })); // the page asks before it is left
  };
  const stage = new Stage(part("window"), part("stage"), covers, nameOf, changed, (what, index) => {
    said.textContent = fill(said.dataset[what], { n: index + 1, total: covers.all.length });
  });

  root.style.setProperty("--cover", root.dataset.colour ?? "");
  root.classList.add("is-ready");
  stage.draw();
  show();

  const deeds: Record<string, () => void> = {
    add: () => stage.add(),
    delete: () => stage.remove(),
    undo: () => stage.undo(),
    larger: () => stage.nearer(),
    smaller: () => stage.farther(),
    whole: () => stage.whole(),
  };
  root.addEventListener("click", (event) => {
    const name = (event.target as Element).closest<HTMLElement>("[data-cover]")?.dataset.cover;
    if (!name) return;
    deeds[name]?.();
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || areKeysOff() || isWriting(event.target)) return;
    if (event.key === "+" || event.key === "=") stage.nearer();
    else if (event.key === "-" || event.key === "−") stage.farther();
    else return;
    event.preventDefault();
    show();
  });
}

function refuse(control: HTMLElement, reason: string): void {
  if (reason) control.setAttribute("aria-disabled", "true");
  else control.removeAttribute("aria-disabled");
  control.dataset.reason = reason;
}

const root = document.querySelector<HTMLElement>("[data-covering]");
const told = document.getElementById("cover-places")?.textContent;
if (root) begin(root, told ? (JSON.parse(told) as Place[]) : []);
