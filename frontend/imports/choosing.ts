/** Files as a reader chose or dropped them, with their paths inside the folder. */
export interface Chosen {
  path: string;
  file: File;
}

/** What operating systems leave in folders and no disc holds. */
const LITTER = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX\/.*|\._[^/]*)$/i;

export function chosenOf(files: Iterable<File>): Chosen[] {
  return withoutLitter([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

export async function droppedOf(items: DataTransferItemList): Promise<Chosen[]> {
  // Entries must be asked for before anything is awaited: the list is empty afterwards.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return withoutLitter((await Promise.all(entries.map((entry) => filesBelow(entry)))).flat());
}

/** The name of a disc: of its only file, else of the folder that holds all. */
export function nameOf(chosen: readonly Chosen[]): string {
  const first = chosen[0]?.path ?? "";
  return chosen.length === 1 ? (first.split("/").at(-1) ?? "") : (first.split("/")[0] ?? "");
}

function withoutLitter(chosen: Chosen[]): Chosen[] {
  return chosen.filter((one) => !LITTER.test(one.path));
}

async function filesBelow(entry: FileSystemEntry): Promise<Chosen[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    // A reader hands out a hundred entries at a time.
    const more = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (!more.length) break;
    found.push(...more);
  }
  return (await Promise.all(found.map(filesBelow))).flat();
}
