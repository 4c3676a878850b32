// Takes out of the lock what npm writes there beside versions and checksums: where packages ask for money.
// `npm run lock` writes the lock anew and ends with this.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const about of Object.values(lock.packages)) delete about.funding;
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
