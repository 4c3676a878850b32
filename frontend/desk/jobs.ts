/** Follows long work: an element with `data-job="/jobs/…"` is asked for anew while its `data-state` is queued or running.
 *
 * It asks each second at first and less often the longer it takes, and not at all while nobody looks at the page. When the
 * work has ended the page hears `tuban:job-ended`, which a list may take to load itself again.
 */
import htmx from "htmx.org";

const FIRST = 1_000;
const LONGEST = 10_000;
const UNDER_WAY = new Set(["queued", "running"]);

type Ask = (url: string, element: HTMLElement) => Promise<unknown>;
const askByHtmx: Ask = (url, target) => htmx.ajax("get", url, { target, swap: "outerHTML" });

export function watchJobs(page: Document, ask: Ask = askByHtmx): void {
  const waits = new Map<string, number>();
  const asked = new Set<string>();
  const jobs = () => [...page.querySelectorAll<HTMLElement>("[data-job]")];

  const plan = (job: HTMLElement) => {
    const url = job.dataset.job;
    if (!url || asked.has(url)) return;
    if (!UNDER_WAY.has(job.dataset.state ?? "")) {
      if (waits.delete(url)) job.dispatchEvent(new CustomEvent("tuban:job-ended", { bubbles: true, detail: { url } }));
      return;
    }
    const wait = waits.get(url) ?? FIRST;
    waits.set(url, Math.min(wait * 1.3, LONGEST));
    asked.add(url);
    setTimeout(() => follow(url), wait);
  };
  const follow = async (url: string) => {
    const job = jobs().find((each) => each.dataset.job === url);
    if (job && page.visibilityState !== "hidden") await ask(url, job).catch(() => undefined);
    asked.delete(url);
    if (page.visibilityState === "hidden") return;
    const now = jobs().find((each) => each.dataset.job === url);
    if (now) plan(now);
  };
  const planAll = () => jobs().forEach(plan);

  planAll();
  page.addEventListener("htmx:afterSettle", planAll);
  page.addEventListener("visibilitychange", () => {
    if (page.visibilityState === "hidden") return;
    for (const url of waits.keys()) waits.set(url, FIRST);
    planAll();
  });
}
