/** Folders of the origin's own file system: what is kept there stays over a reload, and leaves with the site's data. */
async function folder(name: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(name, { create: true });
}

export async function keepFile(name: string, file: string, data: Blob): Promise<void> {
  const handle = await (await folder(name)).getFileHandle(file, { create: true });
  const writable = await handle.createWritable();
  await writable.write(data);
  await writable.close();
}

/** Its files, in the order of their names. */
export async function keptFiles(name: string): Promise<File[]> {
  const files: File[] = [];
  for await (const handle of (await folder(name)).values())
    if (handle.kind === 'file') files.push(await (handle as FileSystemFileHandle).getFile());
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function emptyFolder(name: string): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(name, { recursive: true }).catch(() => {});
}
