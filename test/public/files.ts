import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { Mistake } from '../evaluate/mistake.js';
import type { PublishedFile } from './tasks.js';

/**
 * All files under a folder, and those inside its ZIP archives.
 * @throws Mistake where there is no such folder
 */
export async function publishedFiles(folder: string): Promise<PublishedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new Mistake(`${folder} is no folder: give the one that holds the benchmarks' files.`);
  });
  const paths = entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
  const files: PublishedFile[] = [];
  for (const path of paths) {
    files.push({ path: path.replaceAll('\\', '/'), read: () => readFile(path) });
    if (path.endsWith('.zip')) files.push(...filesInZip(await readFile(path)));
  }
  return files;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** The files of a ZIP archive, stored or deflated: by its central directory (PKWARE's APPNOTE, 4.3). */
export function filesInZip(archive: Uint8Array): PublishedFile[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.length);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) return [];
  const files: PublishedFile[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (
    let left = bytes.readUInt16LE(end + 10);
    left > 0 && bytes.readUInt32LE(at) === directoryEntry;
    left--
  ) {
    const isStored = bytes.readUInt16LE(at + 10) === 0;
    const size = bytes.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map(field => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const header = bytes.readUInt32LE(at + 42);
    const path = bytes.toString('utf8', at + 46, at + 46 + name);
    const read = () => {
      const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
      const content = bytes.subarray(start, start + size);
      return Promise.resolve(isStored ? content : inflateRawSync(content));
    };
    if (!path.endsWith('/')) files.push({ path, read });
    at += 46 + name + extra + comment;
  }
  return files;
}

/** The values of a file of one JSON value a line, which may be compressed by gzip. */
export async function jsonLines({ path, read }: PublishedFile): Promise<unknown[]> {
  const bytes = await read();
  const text = new TextDecoder().decode(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
}
