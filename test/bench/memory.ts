// The memory's index alone, in plain Node, on what lies in node_modules. Writes its rows as JSON on the last line.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from '../../src/network/bytes.js';
import type { Document } from '../evaluate/documents.js';
import { shuffled } from '../evaluate/sample.js';
import { measureIndexing } from '../replay/indexing.js';
import { row, type Row } from './rows.js';

const megabytes = 10;
/** Larger files are not read into the memory either. */
const largest = 200_000;

const documents: Document[] = [];
let size = 0;
for (const name of shuffled((await readdir('node_modules', { recursive: true })).sort(), 1)) {
  if (!/\.([cm]?[jt]s)$/.test(name) || name.endsWith('.min.js')) continue;
  const text = await readFile(join('node_modules', name), 'utf8').catch(() => '');
  if (text === '' || text.length > largest || text.includes('\0')) continue;
  documents.push({ name, language: 'javascript', bytes: encode(text) });
  size += text.length;
  if (size > 1.1e6 * megabytes) break;
}
const others = documents.splice(0, Math.ceil(documents.length / 20));
// The first pass is the compiler's.
measureIndexing(documents, others, 5e5);
const { bytes, taken, milliseconds, longestSlice, lookup, edit, removal, mixing, learning } = measureIndexing(
  documents,
  others,
  1e6 * megabytes,
);
const rows: Row[] = [
  row(`the memory's index of ${(bytes / 1e6).toFixed(1)} MB, seconds`, milliseconds / 1000, 's', 5),
  row('a slice of that, the longest', longestSlice, 'ms', 16),
  row('what it takes', taken / 1e6, 'MB', 64),
  row('an edit of a document of 100 kB, p95', edit[1], 'ms', 1),
  row('a lookup, p50', 1000 * lookup[0], 'us'),
  row('a lookup, p95', 1000 * lookup[1], 'us', 20),
  row('mixing what was found into what the network expects, p95', 1000 * mixing[1], 'us', 20),
  row('learning from a byte that came, p95', 1000 * learning[1], 'us', 20),
  row('forgetting a document, p95', removal[1], 'ms', 16),
];
console.log(`ROWS ${JSON.stringify(rows)}`);
