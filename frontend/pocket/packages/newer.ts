/** Whether the office has another route, or more to know, for the group whose package is in use. */
import { Signal } from "../signal";
import type { Office } from "../sync/office";
import type { GroupOffer, Manifest } from "./shapes";

export type News = "" | "route" | "content";

const REST_MS = 5 * 60_000;

export class Newer {
  readonly news = new Signal<News>("");
  private asked = 0;

  constructor(
    private readonly office: Office,
    private readonly inUse: () => Manifest | null,
  ) {}

  /** Ask the office, now and then; where it is not reached, what is known stays. */
  async look(atOnce = false): Promise<void> {
    const manifest = this.inUse();
    if (!manifest || (!atOnce && Date.now() - this.asked < REST_MS)) return;
    this.asked = Date.now();
    try {
      const offers = await this.office.json<GroupOffer[]>("groups");
      this.news.set(newsOf(offers, this.inUse()));
    } catch {
      this.asked = 0;
    }
  }
}

/** What an offer has that a package has not. */
export function newsOf(offers: readonly GroupOffer[], manifest: Manifest | null): News {
  const offer = offers.find((one) => one.group === manifest?.group);
  if (!manifest || !offer) return "";
  if (manifest.route && offer.route && offer.route !== manifest.route) return "route";
  return offer.package && (offer.package.is_old || offer.package.id !== manifest.id) ? "content" : "";
}
