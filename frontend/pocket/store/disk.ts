/**
 * The worker that has the files of the browser's own: the room kept back, and the second copy. Only in a worker they are read
 * and written in place: no other record of the browser is written for it. One deed after another.
 */
import { Copies, type Head, type OpenFile } from "./copies";

export type Deed =
  | { readonly is: "hold"; readonly bytes: number }
  | { readonly is: "heads" }
  | { readonly is: "keep"; readonly head: Head; readonly body: Blob }
  | { readonly is: "read"; readonly key: string; readonly device: string; readonly offset: number }
  | { readonly is: "drop"; readonly keys: readonly string[]; readonly device: string };

const MIB = 1 << 20;
const VOLUMES = 8;
const [TRIES, BETWEEN_MS] = [20, 150];
const noise = new Uint8Array(MIB); // no disk can write it smaller
for (let at = 0; at < MIB; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
const opened = new Map<string, Promise<OpenFile>>();
let copies: Promise<Copies> | undefined;
let turn: Promise<unknown> = Promise.resolve();

self.addEventListener("message", ({ data: { id, deed } }: MessageEvent<{ id: number; deed: Deed }>) => {
  turn = turn
    .then(() => done(deed))
    .then(
      (answer) => self.postMessage({ id, answer }),
      (fault: Error) => self.postMessage({ id, fault: `${fault.name}: ${fault.message}` }),
    );
});

async function done(deed: Deed): Promise<unknown> {
  if (deed.is === "hold") return hold(deed.bytes);
  copies ??= volumes().then((files) => new Copies(files));
  const here = await copies;
  switch (deed.is) {
    case "heads":
      return here.heads;
    case "keep":
      await here.keep(deed.head, deed.body, () => self.postMessage({})); // a film takes its time
      return true;
    case "read":
      return here.read(deed.key, deed.device, deed.offset);
    case "drop":
      return here.drop(deed.keys, deed.device);
  }
}

/** Make the file of the room kept back so large; where the disk has no room for it, it is emptied. Returns its size. */
async function hold(bytes: number): Promise<number> {
  const file = await opening("reserve");
  let at = file.getSize();
  if (at > bytes) file.truncate(bytes);
  try {
    while (at < bytes) {
      const piece = noise.subarray(0, Math.min(MIB, bytes - at));
      if (file.write(piece, { at }) < piece.length) throw new Error("full");
      at += piece.length;
    }
    file.flush();
  } catch {
    file.truncate(0);
  }
  return file.getSize();
}

/** The files of the second copy that no other page has. */
async function volumes(): Promise<OpenFile[]> {
  const files: OpenFile[] = [];
  for (let number = 0; number < VOLUMES; number++) {
    try {
      files.push(await opening(`copy-${number}`, files.length || !number ? TRIES : 1));
    } catch (fault) {
      if (!isTaken(fault)) throw fault;
    }
  }
  return files;
}

/** Open a file; the page before this one may not have let go of it yet. */
function opening(name: string, tries = TRIES): Promise<OpenFile> {
  const known = opened.get(name);
  if (known) return known;
  const begun = opens(name, tries);
  opened.set(name, begun);
  begun.catch(() => opened.delete(name));
  return begun;
}

async function opens(name: string, tries: number): Promise<OpenFile> {
  const folder = await navigator.storage.getDirectory();
  const file = (await folder.getFileHandle(name, { create: true })) as unknown as {
    createSyncAccessHandle(): Promise<OpenFile>; // the types of pages do not know of it
  };
  for (let again = 1; ; again++) {
    try {
      const handle = await file.createSyncAccessHandle();
      if (typeof handle.getSize() !== "number") throw new Error("an older browser answers later");
      return handle;
    } catch (fault) {
      if (again >= tries || !isTaken(fault)) throw fault;
      await new Promise((told) => setTimeout(told, BETWEEN_MS));
    }
  }
}

function isTaken(fault: unknown): boolean {
  return (fault as Error).name === "NoModificationAllowedError";
}
