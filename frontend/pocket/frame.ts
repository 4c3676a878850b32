/** What stands around every screen: head, «127 / 130 已安全», foot; and which screen an address means. */
import type { App, Screen } from "./app";
import { h, icon } from "./dom";
import { ledgerStrip } from "./screens/ledger_strip";
import type { Words } from "./words";

type Open = (app: App, ...given: string[]) => Promise<Screen> | Screen;

const SCREENS: readonly (readonly [RegExp, () => Promise<Open>])[] = [
  [/^#\/today$/, async () => (await import("./screens/today")).today],
  [/^#\/map(?:\/([\w-]+))?$/, async () => (await import("./screens/map")).map],
  [/^#\/patch\/([\w-]+)$/, async () => (await import("./screens/patch")).patch],
  [/^#\/patch\/([\w-]+)\/form$/, async () => (await import("./screens/form")).form],
  [/^#\/patch\/([\w-]+)\/boundary$/, async () => (await import("./screens/boundary")).boundary],
  [/^#\/patch\/([\w-]+)\/capture$/, async () => (await import("./screens/capture")).capture],
  [/^#\/patch\/([\w-]+)\/camera(?:\/([0-9a-f]{64}))?$/, async () => (await import("./screens/camera")).camera],
  [/^#\/found$/, async () => (await import("./screens/boundary")).boundary],
  [/^#\/ledger$/, async () => (await import("./screens/ledger")).ledger],
  [/^#\/device$/, async () => (await import("./screens/device")).device],
  [/^#\/packages$/, async () => (await import("./screens/packages")).packages],
];

const FOOT: readonly (readonly [Screen["place"], string, keyof Words])[] = [
  ["today", "list-check", "today"],
  ["map", "map-2", "map"],
  ["ledger", "shield-check", "safety"],
  ["device", "device-mobile", "device"],
];

export class Frame {
  private shown: Screen | null = null;
  private turn = 0;

  constructor(
    private readonly app: App,
    private readonly root: HTMLElement,
  ) {}

  start(): void {
    addEventListener("hashchange", () => void this.show());
    this.app.language.watch(() => void this.show());
    addEventListener("online", () => this.line());
    addEventListener("offline", () => this.line());
    void this.show();
  }

  private async show(): Promise<void> {
    const turn = ++this.turn;
    const { app } = this;
    document.documentElement.lang = app.language.value === "en" ? "en" : "zh-CN";
    const address = location.hash || "#/today";
    if (!app.device.registered && address !== "#/device") return app.go("#/device");
    const known = SCREENS.find(([shape]) => shape.test(address));
    if (!known) return app.go("#/today");
    const [shape, load] = known;
    const given = (shape.exec(address) ?? []).slice(1).filter((one) => one !== undefined);
    const screen = await (await load())(app, ...given);
    if (turn !== this.turn) return screen.leave?.();
    this.shown?.leave?.();
    this.shown = screen;
    this.draw(screen);
  }

  private draw(screen: Screen): void {
    const { app, root } = this;
    const say = app.say;
    root.className = screen.isWide ? "app is-wide" : "app";
    const title = screen.title ?? app.work.manifest?.name ?? say("app");
    const foot = h(
      "nav",
      { class: "foot", "aria-label": say("screens") },
      FOOT.map(([place, picture, word]) =>
        h(
          "a",
          { href: `#/${place}`, "aria-current": place === screen.place ? "page" : undefined },
          icon(picture),
          h("span", {}, say(word)),
        ),
      ),
    );
    root.replaceChildren(
      h(
        "header",
        { class: "head" },
        screen.back
          ? h("a", { href: screen.back, class: "back", "aria-label": say("back") }, icon("chevron-left"))
          : null,
        h("h1", {}, title),
        h("span", { id: "line", class: "line" }),
      ),
      ledgerStrip(app),
      h("main", { id: "main", tabindex: "-1" }, screen.element),
      ...(screen.place ? [foot] : []),
      h("div", { id: "toasts", class: "toasts" }),
    );
    document.title = `${title} · ${say("app")}`;
    this.line();
    root.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  private line(): void {
    const here = this.root.querySelector("#line");
    if (!here) return;
    here.className = navigator.onLine ? "line" : "line is-off";
    here.replaceChildren(
      icon(navigator.onLine ? "wifi" : "wifi-off"),
      h("span", {}, this.app.say(navigator.onLine ? "online" : "offline")),
    );
  }
}
