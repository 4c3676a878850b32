/** A boundary out of a receiver's file: chosen, read, and said in words before it is taken. */
import type { App } from "../app";
import { button, h, icon } from "../dom";
import type { Degrees, Point } from "../ground/gauss_kruger";
import { areaOf } from "../ground/survey_area";
import { decoded } from "../receiver/decoding";
import { type Found, LARGEST_BYTES, NotReadable, type Order, readBoundary } from "../receiver/reading";
import { bytesIn, mu } from "../telling";

/** A file that was read: its shapes, the largest first, and how its columns were taken. */
export interface ReadFile {
  readonly blob: File;
  readonly rings: readonly (readonly Point[])[];
  readonly order: NonNullable<Found["order"]>;
}

/** Read a file of land near `near`; `ask` lets a person say which column is east. Raises NotReadable. */
export async function readFile(
  app: App,
  blob: File,
  near: Degrees,
  ask: () => Promise<Order | null>,
): Promise<ReadFile | null> {
  if (blob.size > LARGEST_BYTES) throw new NotReadable("large", { size: bytesIn(blob.size) });
  const { zone } = app.work;
  const text = decoded(await blob.arrayBuffer());
  let found = readBoundary(text, blob.name, zone, near);
  if (!found.order) {
    const order = await ask();
    if (!order) return null;
    found = readBoundary(text, blob.name, zone, near, order);
  }
  const rings = [...found.rings].sort((a, b) => areaOf([b], zone) - areaOf([a], zone));
  return { blob, rings, order: found.order ?? "east_north" };
}

/** Ask a person which column is east; null where nobody says. */
export function askOrder(app: App, host: HTMLElement): Promise<Order | null> {
  const { say } = app;
  return new Promise((told) => {
    const close = (order: Order | null) => {
      asked.remove();
      told(order);
    };
    const asked = h(
      "dialog",
      { class: "sheet", oncancel: () => close(null) },
      h("h2", {}, say("whichOrder")),
      ...(["east_north", "north_east"] as const).map((order) =>
        button(say(`order_${order}`), () => close(order), { "data-order": order }),
      ),
      button(say("cancel"), () => close(null), { class: "button is-quiet" }),
    );
    host.append(asked);
    asked.showModal();
  });
}

/** The button that chooses a file, what was read from it, and its shapes where there are several. */
export function filePart(
  app: App,
  read: ReadFile | null,
  shown: number,
  chosen: (file: File) => void,
  turned: (ring: number) => void,
): HTMLElement {
  const { say, work } = app;
  const input = h("input", {
    type: "file",
    id: "receiver-file",
    accept: ".txt,.csv,.dat,.dxf,.kml",
    onchange: () => {
      const [file] = input.files ?? [];
      input.value = ""; // the same file may be chosen again after it was put right
      if (file) chosen(file);
    },
  });
  const rings = read?.rings ?? [];
  return h(
    "div",
    { class: "how-file" },
    h(
      "label",
      { class: read ? "button" : "button is-main" },
      icon("file-upload"),
      h("span", {}, say(read ? "otherFile" : "chooseFile")),
      input,
    ),
    read
      ? h(
          "p",
          { id: "file-read" },
          h("b", {}, read.blob.name),
          ` · ${say(`taken_${read.order}`)}`,
          rings.length > 1 ? ` · ${say("nShapes", { n: rings.length })}` : "",
        )
      : h("p", { class: "mute" }, say("fileKinds")),
    rings.length > 1
      ? h(
          "div",
          { class: "words is-small", role: "group", "aria-label": say("nShapes", { n: rings.length }) },
          rings
            .slice(0, 12)
            .map((ring, at) =>
              h(
                "button",
                { type: "button", class: "word", "aria-pressed": String(at === shown), onclick: () => turned(at) },
                `${at + 1} · ${mu(areaOf([ring], work.zone))} ${say("mu")}`,
              ),
            ),
        )
      : null,
  );
}
