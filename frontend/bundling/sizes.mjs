// How much a browser fetches for each entry, with everything that the entry imports, compressed as it is served.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const built = new URL("../../src/tuban/web/static/tuban/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", built), "utf8"));

function filesOf(source, found = new Set()) {
  const chunk = manifest[source];
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const imported of chunk.imports ?? []) filesOf(imported, found);
  return found;
}

const sizeOf = (file) => gzipSync(readFileSync(new URL(file, built)), { level: 9 }).length;
const told = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;

console.log("  entry            script       style   (gzip, with what it imports)");
for (const [source, chunk] of Object.entries(manifest).filter(([, one]) => one.isEntry)) {
  const files = [...filesOf(source)];
  const script = files.filter((file) => file.endsWith(".js")).reduce((sum, file) => sum + sizeOf(file), 0);
  const style = files.filter((file) => file.endsWith(".css")).reduce((sum, file) => sum + sizeOf(file), 0);
  console.log(`  ${chunk.name.padEnd(14)}${told(script)}  ${told(style)}`);
}
const sprite = manifest["sprite.svg"]?.file;
if (sprite) console.log(`  ${"sprite".padEnd(14)}${told(sizeOf(sprite))}`);
