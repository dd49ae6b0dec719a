import { FileType, workspace, type Uri } from 'vscode';
import { masked } from '../../memory/credentials/mask.js';
import { maximumTextsPerSection, maximumSectionBytes, type Memory } from '../../memory/memory.js';
import type { NamedText } from '../../memory/section.js';
import { encode } from '../../network/bytes.js';
import { backgroundTurn, inSlices, never, type Cancellation } from '../../scheduler.js';
import type { Admission } from './admission.js';

/** Bytes of the largest file that is read: larger ones are rarely written by hand. */
const largestFile = 200_000;
/** Files that are asked for at once: each may have to come from afar. */
const filesAtOnce = 32;
/** Bytes of the first texts that are sorted together, so that what is nearest is there soon. */
const firstBatch = 128_000;

/** What was read of some files. */
export interface FilesRead {
  readonly files: number;
  readonly bytes: number;
  /** The memory is full: not all were read. */
  readonly isFull: boolean;
}

/**
 * Reads files into the memory, as many at a time as are sorted together. What may not be read now, is gone or is no text, the memory holds
 * no longer.
 * @param progress is told how many files were looked at
 * @returns undefined where it was asked to stop
 */
export async function readFiles(
  memory: Memory,
  admission: Admission,
  files: readonly Uri[],
  run: Cancellation,
  progress?: (read: number) => void,
): Promise<FilesRead | undefined> {
  let [held, bytes, size] = [0, 0, 0];
  let batch: NamedText[] = [];
  const add = async () => {
    const isAdded = await inSlices(memory.addTexts(batch), run, backgroundTurn);
    if (isAdded === true) [held, bytes] = [held + batch.length, bytes + size];
    [batch, size] = [[], 0];
    return isAdded;
  };
  for (let read = 0; read < files.length; read += filesAtOnce) {
    if (!(await backgroundTurn(run))) return undefined;
    progress?.(read);
    const some = files.slice(read, read + filesAtOnce);
    const texts = await Promise.all(some.map(uri => textOf(admission, uri)));
    if (run.isCancellationRequested) return undefined;
    for (const [i, uri] of some.entries()) {
      const [name, text] = [uri.toString(), texts[i]];
      if (!text) {
        memory.forgetFiles(name);
        continue;
      }
      const limit = Math.min(bytes === 0 ? firstBatch : maximumSectionBytes, memory.room);
      if (batch.length === maximumTextsPerSection || (size > 0 && size + text.length > limit)) {
        const isAdded = await add();
        if (isAdded === undefined) return undefined;
        if (!isAdded) return { files: held, bytes, isFull: true };
      }
      batch.push([name, text]);
      size += text.length;
    }
  }
  const isAdded = await add();
  return isAdded === undefined ? undefined : { files: held, bytes, isFull: !isAdded };
}

/** A file's bytes as the network is served them, or undefined where it may not be read, is gone, too large, or no text. */
async function textOf(admission: Admission, uri: Uri): Promise<Uint8Array | undefined> {
  try {
    if (!(await admission.admits(uri))) return undefined;
    const { size, type } = await workspace.fs.stat(uri);
    // A link may lead to what is secret or lies elsewhere. What it leads to in the workspace is read there.
    if ((type & FileType.SymbolicLink) !== 0 || size > largestFile) return undefined;
    const raw = await workspace.fs.readFile(uri);
    // Many files may arrive at once.
    await backgroundTurn(never);
    if (raw.includes(0)) return undefined;
    const bytes = encode(new TextDecoder('utf-8', { fatal: true }).decode(raw));
    return await inSlices(masked(bytes), never, backgroundTurn);
  } catch {
    return undefined;
  }
}
