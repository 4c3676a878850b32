import { defineConfig } from "vitest/config";
import { compressedPlugin } from "./bundling/compressed";
import { pocketWorkerPlugin } from "./bundling/pocket_worker";
import { spritePlugin } from "./bundling/sprite";

/** Chromium 111 of March 2023: what the browsers of county offices are built on at the latest. */
const OLDEST = ["chrome111", "edge111", "firefox114", "safari16.4"];

export default defineConfig({
  base: "./",
  plugins: [spritePlugin(), pocketWorkerPlugin(), compressedPlugin()],
  publicDir: false,
  build: {
    outDir: "../src/tuban/web/static/tuban",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: OLDEST,
    cssTarget: OLDEST,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700, // the map; budgets are in kB after gzip
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { eval: false }, // htmx could evaluate attributes; requests.ts forbids it and so does the page's policy
      input: {
        desk: "desk/desk.ts",
        before_paint: "desk/before_paint.ts",
        copies: "copies/copies.ts",
        gate: "gate/gate.ts",
        imports: "imports/imports.ts",
        map: "map/map.ts",
        pocket: "pocket/pocket.ts",
        review: "review/review.ts",
        routes: "routes/routes.ts",
      },
    },
  },
  css: { transformer: "lightningcss", preprocessorOptions: { scss: { loadPaths: ["node_modules"] } } },
  test: {
    environment: "jsdom",
    pool: "vmThreads", // each file has a document of its own, without a process of its own
    setupFiles: ["bundling/jsdom_setup.ts"],
    include: ["**/*.test.ts"],
    restoreMocks: true,
  },
});
