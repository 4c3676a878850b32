/** A file of the browser's own that grows and shrinks in place: no other record of the browser is written for it. */
const MIB = 1 << 20;
const noise = new Uint8Array(MIB); // no disk can write it smaller
for (let at = 0; at < MIB; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
let opened: Promise<OpenFile> | undefined;
let turn: Promise<unknown> = Promise.resolve();

/** What a worker may do with such a file; the types of pages do not know of it. */
interface OpenFile {
  getSize(): number;
  truncate(bytes: number): void;
  write(piece: Uint8Array, where: { at: number }): number;
  flush(): void;
}

interface Asked {
  readonly id: number;
  readonly bytes: number;
}

self.addEventListener("message", ({ data: { id, bytes } }: MessageEvent<Asked>) => {
  turn = turn
    .then(() => hold(bytes))
    .catch((fault: Error) => (/quota|space/i.test(fault.name + fault.message) ? 0 : bytes)) // no such files: trusted
    .then((holds) => self.postMessage({ id, holds }));
});

/** Make the file so large; where the disk has no room for it, it is emptied. Returns its size. */
async function hold(bytes: number): Promise<number> {
  const file = await opening();
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

function opening(): Promise<OpenFile> {
  opened ??= navigator.storage
    .getDirectory()
    .then((folder) => folder.getFileHandle("reserve", { create: true }))
    .then((file) => (file as unknown as { createSyncAccessHandle(): Promise<OpenFile> }).createSyncAccessHandle());
  opened.catch(() => {
    opened = undefined;
  });
  return opened;
}
