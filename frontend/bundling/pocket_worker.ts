/**
 * Builds the pocket app's workers as plain scripts of one piece, and the list of what is kept for the time without a line. The
 * script of a worker must lie in the folder that the service worker serves: elsewhere it does not come without a line.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { rolldown } from "rolldown";
import type { Plugin, Rollup } from "vite";

const ENTRY = "pocket";

export interface Precache {
  readonly version: string;
  readonly files: readonly string[];
}

/** Every file that an entry needs, by whatever way it is imported, and the sprite; the version is that of their names. */
export function precacheOf(bundle: Rollup.OutputBundle, entry: string): Precache {
  const files = new Set<string>();
  const follow = (name: string) => {
    const made = bundle[name];
    if (files.has(name) || made?.type !== "chunk") return;
    files.add(name);
    for (const style of made.viteMetadata?.importedCss ?? []) files.add(style);
    for (const asset of made.viteMetadata?.importedAssets ?? []) files.add(asset);
    for (const next of [...made.imports, ...made.dynamicImports]) follow(next);
  };
  for (const [name, made] of Object.entries(bundle)) {
    if (made.type === "chunk" && made.isEntry && made.name === entry) follow(name);
    if (made.type === "asset" && made.names.includes("sprite.svg")) files.add(name);
  }
  const sorted = [...files].sort();
  return { version: digest(sorted.join("\n")), files: sorted };
}

export function pocketWorkerPlugin(): Plugin {
  const root = import.meta.dirname.replace(/bundling$/, "");
  return {
    name: "tuban-pocket-worker",
    apply: "build",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const worker = await scriptOf(join(root, "pocket/worker.ts"));
        const ownFiles = await scriptOf(join(root, "pocket/store/disk.ts"));
        const { version, files } = precacheOf(bundle, ENTRY);
        const content = { version: digest(version + worker + ownFiles), files };
        this.emitFile({ type: "asset", fileName: "pocket-worker.js", source: worker });
        this.emitFile({ type: "asset", fileName: "pocket-files.js", source: ownFiles });
        this.emitFile({ type: "asset", fileName: "pocket-precache.json", source: JSON.stringify(content) });
      },
    },
  };
}

async function scriptOf(input: string): Promise<string> {
  const build = await rolldown({ input, checks: { eval: false } });
  const { output } = await build.generate({ format: "iife", minify: true });
  await build.close();
  return output[0].code;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
