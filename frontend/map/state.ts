/** What is seen, as one state that stands in the address. Every part of the page watches it and shows its own share. */
import { readAddress, type ViewState, writeAddress } from "./address";

/** Why the state is shown: the page begins, a person did something, the browser went back or forth, or the same deed
 * goes on (a line that is still dragged, a map that is still moved), for which Back needs no step of its own. */
export type Why = "begin" | "deed" | "history" | "going on";

type Watcher = (state: ViewState, was: ViewState | null, why: Why) => void;

export class MapState {
  private state: ViewState;
  private readonly watchers: Watcher[] = [];

  constructor(
    private readonly page: Window,
    private readonly completed: (read: ViewState) => ViewState,
  ) {
    this.state = completed(readAddress(page.location.search));
    page.addEventListener("popstate", () => {
      this.show(this.completed(readAddress(page.location.search)), "history");
    });
  }

  get now(): ViewState {
    return this.state;
  }

  watch(watcher: Watcher): void {
    this.watchers.push(watcher);
  }

  begin(): void {
    this.tell(null, "begin");
  }

  /** A deed of the person: Back takes it back. */
  change(part: Partial<ViewState>): void {
    this.state = this.written({ ...this.state, ...part }, (address) => this.page.history.pushState({}, "", address));
    this.tell(this.was, "deed");
  }

  /** More of the same deed: the address follows, without a step of its own. */
  goOn(part: Partial<ViewState>): void {
    this.state = this.written({ ...this.state, ...part }, (address) =>
      this.page.history.replaceState(this.page.history.state, "", address),
    );
    this.tell(this.was, "going on");
  }

  private was: ViewState | null = null;

  private show(state: ViewState, why: Why): void {
    this.was = this.state;
    this.state = state;
    this.tell(this.was, why);
  }

  private written(state: ViewState, write: (address: string) => void): ViewState {
    this.was = this.state;
    const address = writeAddress(state);
    if (address !== this.page.location.search) write(address);
    return state;
  }

  private tell(was: ViewState | null, why: Why): void {
    for (const watcher of this.watchers) watcher(this.state, was, why);
  }
}
