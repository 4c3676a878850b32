/** One SVG file of all icons and state marks, so that a page asks once and keeps it for ever. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Plugin } from "vite";
import { ICONS } from "../shared/icons";

const WHOLE = /<svg[^>]*viewBox="([^"]+)"[^>]*>([\s\S]*?)<\/svg>/;
const EMPTY_GROUND = /<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/;

/** Turn one SVG file into a symbol that `<use href="…#id">` can show. */
export function symbol(id: string, svg: string): string {
  const found = WHOLE.exec(svg);
  if (!found) throw new Error(`${id}: this SVG has no viewBox.`);
  const [, box, inside] = found;
  const body = (inside ?? "").replace(EMPTY_GROUND, "").replace(/\s+/g, " ").trim();
  return `<symbol id="${id}" viewBox="${box}">${body}</symbol>`;
}

/** Every icon of the list and every mark of the folder, as one document. */
export function sprite(root: string): string {
  const icons = ICONS.map((name) =>
    symbol(name, readFileSync(join(root, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8")),
  );
  const folder = join(root, "shared/marks");
  const marks = readdirSync(folder)
    .filter((file) => file.endsWith(".svg"))
    .sort()
    .map((file) => symbol(`mark-${basename(file, ".svg")}`, readFileSync(join(folder, file), "utf8")));
  return `<svg xmlns="http://www.w3.org/2000/svg">${[...icons, ...marks].join("")}</svg>\n`;
}

export function spritePlugin(): Plugin {
  return {
    name: "tuban-sprite",
    apply: "build",
    buildStart() {
      this.emitFile({
        type: "asset",
        name: "sprite.svg",
        originalFileName: "sprite.svg",
        source: sprite(import.meta.dirname.replace(/bundling$/, "")),
      });
    },
  };
}
