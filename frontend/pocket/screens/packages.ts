/** Packages: what the groups of the person offer, how large it is, taking it, and putting old ones away. */
import type { App, Screen } from "../app";
import { button, drawn, h, icon } from "../dom";
import { newsOf } from "../packages/newer";
import type { GroupOffer } from "../packages/shapes";
import { type Progress, Taking } from "../packages/taking";
import { NotDone } from "../sync/office";
import { bytesIn, clockIn } from "../telling";

export async function packages(app: App): Promise<Screen> {
  const { say } = app;
  const offers = h("div", {});
  const kept = h("div", {});
  const element = h("div", { class: "page" }, offers, kept);
  await drawKept(app, kept);
  void drawOffers(app, offers, kept);
  return { element, place: "device", title: say("packages"), back: "#/device" };
}

async function drawOffers(app: App, host: HTMLElement, kept: HTMLElement): Promise<void> {
  const { say } = app;
  host.replaceChildren(h("p", { class: "mute" }, say("asking")));
  try {
    const groups = await new Taking(app.database, app.office, () => undefined).groups();
    host.replaceChildren(
      ...(groups.length ? groups.map((one) => offer(app, one, kept)) : [h("p", { class: "empty" }, say("noGroups"))]),
    );
  } catch (error) {
    host.replaceChildren(
      h(
        "section",
        { class: "card" },
        h("h2", {}, say("takePackage")),
        h("p", { class: "warn" }, app.sentence(error)),
        h("p", {}, say("packagesNeedLine")),
        button(say("again"), () => void drawOffers(app, host, kept), { class: "button", icon: "refresh" }),
      ),
    );
  }
}

function offer(app: App, group: GroupOffer, kept: HTMLElement): HTMLElement {
  const { say } = app;
  const said = h("p", { class: "progress-words", role: "status" });
  const bar = drawn("svg", { class: "share", viewBox: "0 0 100 1", preserveAspectRatio: "none" });
  const part = drawn("rect", { width: 0, height: 1 });
  bar.append(part);
  const told = (progress: Progress) => {
    const { is, done, total } = progress;
    part.setAttribute("width", String(total ? (100 * done) / total : 0));
    said.textContent =
      is === "making"
        ? say(total ? "making" : "makingSoon", { done, total })
        : say("taking", { done: bytesIn(done), total: bytesIn(total) });
  };
  const take = button(
    say("takePackage"),
    async () => {
      take.disabled = true;
      card.classList.add("is-busy");
      const done = await app.attempt(() => takeIt(app, group, told, said));
      take.disabled = false;
      card.classList.remove("is-busy");
      if (!done) said.textContent = say("takenSoFar");
      else {
        await drawKept(app, kept);
        app.go("#/today");
      }
    },
    { class: "button is-main is-large", icon: "download", "data-group": group.group },
  );
  const made = group.package;
  const news = newsOf([group], app.work.manifest);
  const card = h(
    "section",
    { class: "card" },
    h("h2", {}, group.name),
    h(
      "p",
      { class: "mute" },
      group.campaign.name,
      h("span", { class: "whole" }, ` · ${say("nPatches", { n: group.patches })}`),
    ),
    group.kind === "blind" ? h("p", { class: "is-blind" }, icon("eye-off"), h("span", {}, say("blindOffer"))) : null,
    made ? h("p", { class: "mute" }, say("madeAt", { at: clockIn(made.made_at), size: bytesIn(made.bytes) })) : null,
    news ? h("p", { class: "reason" }, say(news === "route" ? "routeChanged" : "contentNewer")) : null,
    take,
    h("div", { class: "progress" }, bar as unknown as HTMLElement, said),
  );
  return card;
}

async function takeIt(app: App, group: GroupOffer, told: (one: Progress) => void, said: HTMLElement): Promise<void> {
  const taking = new Taking(app.database, app.office, told);
  const manifest = await taking.prepared(group.group);
  const room = await navigator.storage?.estimate?.();
  if (room?.quota && room.quota - (room.usage ?? 0) < manifest.bytes * 1.2) {
    throw new NotDone("full", app.say("roomTooSmall", { size: bytesIn(manifest.bytes) }));
  }
  said.textContent = app.say("willTake", { size: bytesIn(manifest.bytes) });
  await taking.take(manifest);
  await app.work.open();
  await app.newer.look(true);
}

async function drawKept(app: App, host: HTMLElement): Promise<void> {
  const { say } = app;
  const rows = await app.database.packages.toArray();
  const inUse = await app.database.setting<string>("package");
  host.replaceChildren(
    ...(rows.length ? [h("h2", {}, say("onThisDevice"))] : []),
    h(
      "ul",
      { class: "items" },
      rows.map((row) =>
        h(
          "li",
          {},
          icon(row.isWhole ? "circle-check" : "progress"),
          h(
            "div",
            {},
            h("b", {}, row.manifest.name),
            h(
              "p",
              { class: "mute" },
              `${clockIn(row.manifest.made_at)} · ${bytesIn(row.manifest.bytes)} · ${say(row.isWhole ? "whole" : "notWhole")}`,
            ),
            app.isUnsafe
              ? h("p", { class: "reason" }, say("cleanNot", { n: app.ledger.value.total - app.ledger.value.safe }))
              : null,
          ),
          button(
            row.id === inUse ? say("inUse") : say("putAway"),
            () => void app.attempt(() => putAway(app, row.id, host)),
            {
              class: "button is-small",
              disabled: app.isUnsafe || row.id === inUse,
            },
          ),
        ),
      ),
    ),
  );
}

/** Remove a package and those of its parts that no other package names. */
async function putAway(app: App, id: string, host: HTMLElement): Promise<void> {
  await app.count();
  if (app.isUnsafe) return;
  const { packages: rows, parts, pieces } = app.database;
  const gone = await rows.get(id);
  const others = new Set(
    (await rows.toArray())
      .filter((one) => one.id !== id)
      .flatMap((one) => one.manifest.parts.map(({ sha256 }) => sha256)),
  );
  const alone = (gone?.manifest.parts ?? []).map(({ sha256 }) => sha256).filter((one) => !others.has(one));
  await parts.bulkDelete(alone);
  await pieces.where("sha256").anyOf(alone).delete();
  await rows.delete(id);
  await drawKept(app, host);
}
