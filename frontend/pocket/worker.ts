/** The service worker: the whole app from the device's own store; the office is asked for nothing but the protocol. */
import { PocketDatabase } from "./store/database";
import { Device } from "./store/device";
import { Office } from "./sync/office";
import { Sending } from "./sync/sending";

interface Precache {
  readonly version: string;
  readonly shell: string;
  readonly files: readonly string[];
}

interface LateEvent extends Event {
  readonly tag: string;
  waitUntil(until: Promise<unknown>): void;
}

declare const self: ServiceWorkerGlobalScope & { readonly TUBAN_POCKET: Precache };

interface ServiceWorkerGlobalScope {
  readonly location: Location;
  readonly clients: {
    matchAll(asked?: { includeUncontrolled: boolean }): Promise<readonly { postMessage(said: unknown): void }[]>;
    claim(): Promise<void>;
  };
  addEventListener(kind: string, called: (event: never) => void): void;
  skipWaiting(): Promise<void>;
}

interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const PREFIX = "tuban-pocket-";
const { version, shell, files } = self.TUBAN_POCKET;
const STORE = PREFIX + version;
const OWN = new Set([shell, ...files]);

self.addEventListener("install", (event: LateEvent) => event.waitUntil(filled()));
self.addEventListener("activate", (event: LateEvent) => event.waitUntil(tidied()));
self.addEventListener("message", ({ data }: MessageEvent) => data === "take over" && void self.skipWaiting());
self.addEventListener("sync", (event: LateEvent) => event.tag === "tuban-sending" && event.waitUntil(sent()));
self.addEventListener("fetch", (event: FetchEvent) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(kept(shell, request));
  else if (OWN.has(pathname)) event.respondWith(kept(pathname, request));
});

async function filled(): Promise<void> {
  const store = await caches.open(STORE);
  await store.addAll([shell, ...files].map((file) => new Request(file, { cache: "reload", credentials: "omit" })));
}

async function tidied(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== STORE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(name: string, request: Request): Promise<Response> {
  const store = await caches.open(STORE);
  return (await store.match(name)) ?? fetch(request);
}

/** The line is back and perhaps no page is open: send what waits, then tell the pages that are. */
async function sent(): Promise<void> {
  const pages = await self.clients.matchAll({ includeUncontrolled: true });
  const database = new PocketDatabase("tuban-pocket", undefined, pages.length > 0);
  try {
    const device = await Device.open(database);
    const office = new Office(() => device.registered?.token ?? null);
    if (device.registered) await new Sending(database, device, office).run();
  } finally {
    database.close();
  }
  for (const page of await self.clients.matchAll()) page.postMessage("sent");
}
