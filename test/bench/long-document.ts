// What typing and jumping in a long document takes, with the network that serves.
import type { Network } from '../../src/network/network.js';
import { Reader } from '../../src/reading/reader.js';
import { never } from '../../src/scheduler.js';
import type { Effort } from './effort.js';
import { answer, caretAt, placeAt, Text } from './places.js';
import { quantile, row, type Row } from './rows.js';
import { middle, ratio, Times } from './turns.js';

/** An edit at the end of a long document against a short one, by turns. */
export async function editRows(network: Network, code: string, { keys }: Effort): Promise<Row[]> {
  const documents = [code, code.slice(0, 2_000)].map(head => {
    const text = new Text(head);
    return { text, reader: new Reader(network, text, 'typescript'), times: new Times() };
  });
  for (const { reader, text } of documents) await reader.prepare(text.length, never);
  for (let i = 0; i < keys; i++) {
    for (const { text, reader, times } of documents) {
      const offset = text.length;
      text.type('value + '.charAt(i % 8));
      await times.measure(async () => {
        reader.edited({ offset, removed: 0, inserted: 1 });
        await reader.at(text.length, never);
      });
      if (i % 8 === 7) await reader.prepare(text.length, never);
    }
  }
  const [long, short] = documents.map(({ times }) => times);
  return [row('state after an edit: end of 200 kB against 2 kB', ratio(long, short, middle), 'times', 1.2)];
}

/** The longest stretch that the host is held: gaps between turns of the event loop while jumping about and answering. */
export async function stretchRows(network: Network, code: string, { jumps }: Effort): Promise<Row[]> {
  let longest = 0;
  let lastTurn = performance.now();
  let watching = true;
  const watch = () => {
    const now = performance.now();
    longest = Math.max(longest, now - lastTurn);
    lastTurn = now;
    if (watching) setImmediate(watch);
  };
  const stretches: number[] = [];
  const text = new Text(code);
  for (let i = 0; i < jumps; i++) {
    const reader = new Reader(network, text, 'typescript');
    const place = placeAt(i);
    longest = 0;
    watching = true;
    lastTurn = performance.now();
    setImmediate(watch);
    const reading = await reader.at(place, never);
    if (reading) await answer(network, reading, caretAt(text, place));
    await reader.prepare(place, never);
    watching = false;
    await new Promise(resolve => setImmediate(resolve));
    stretches.push(longest);
  }
  return [
    row(`longest stretch that the host is held, p95 of ${jumps} jumps`, quantile(stretches, 0.95), 'ms', 16),
    row('longest stretch that the host is held, longest of all', Math.max(...stretches), 'ms', 16),
  ];
}
