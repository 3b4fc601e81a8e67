/** What the browser knows of a dropped or chosen folder: every file with its path below it. */
export type Found = { path: string; file: File };

export function fromInput(input: HTMLInputElement): Found[] {
  return [...(input.files ?? [])].map((file) => ({ path: withoutTop(file.webkitRelativePath) || file.name, file }));
}

/** The chosen folder's own name says nothing: the same files stay the same when it is called otherwise. */
function withoutTop(path: string): string {
  return path.split("/").slice(1).join("/");
}

/** Entries must be asked for before the event ends; reading them takes its time. */
export async function fromDrop(transfer: DataTransfer): Promise<Found[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found: Found[] = [];
  const onlyFolder = entries.length === 1 && entries[0].isDirectory;
  for (const entry of entries) await walk(entry, onlyFolder ? null : "", found);
  return found;
}

/** `below`: path of the folder around the entry; null for the one dropped folder, whose name is left out. */
async function walk(entry: FileSystemEntry, below: string | null, found: Found[]): Promise<void> {
  const path = below ? `${below}/${entry.name}` : entry.name;
  if (entry.isFile) {
    found.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives a hundred entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((good, bad) => reader.readEntries(good, bad));
    if (!some.length) return;
    for (const one of some) await walk(one, below === null ? "" : path, found);
  }
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((good, bad) => entry.file(good, bad));

const LITTER = /(^|\/)(thumbs\.db|desktop\.ini|\.ds_store|~\$[^/]*|\._[^/]*)$/i;
export const isLitter = (path: string) => LITTER.test(path);
