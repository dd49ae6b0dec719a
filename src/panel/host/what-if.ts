import { whatIf, type Intervention as Scratch } from '../../insight/what-if.js';
import { encode, vocabulary } from '../../network/bytes.js';
import { phrase, type Phrase } from '../../phrase.js';
import type { Cancellation } from '../../scheduler.js';
import type { Insights } from './insights.js';
import type { Watched } from './watch.js';
import type { WhatIfChange, WhatIfResult } from '../protocol.js';

/** Bytes before the cursor that are read again. */
const contextBytes = 48;
/** For how many bytes a unit is held. */
const heldBytes = 12;
const maximumGuesses = 5;

/**
 * What would be expected at the cursor if something were different. Nothing of it touches the document.
 * @returns undefined where it was cancelled, or there is nothing before the cursor
 */
export async function answerWhatIf(
  { network, tracer, rows, cursor }: Watched,
  insights: Insights,
  change: WhatIfChange,
  cancellation: Cancellation,
): Promise<WhatIfResult | undefined> {
  const row = rows[cursor - 1];
  const chain = row && (await tracer.chain(row.end, contextBytes, cancellation));
  const [first] = chain?.rows ?? [];
  if (!chain || !first || cancellation.isCancellationRequested) return undefined;
  const bytes = Uint8Array.from(chain.rows, ({ byte }) => byte);
  const character = chain.rows.filter(({ end }) => end === row.end).length;
  const scratch = scratchOf(change, bytes.length, character);
  const start = { state: first.before, logits: new Float32Array(vocabulary) };
  const backward = change.kind === 'clamp' ? insights.backwardOf(network) : undefined;
  const found = await whatIf(network, start, bytes, scratch, backward, maximumGuesses, cancellation);
  if (!found) return undefined;
  const likely = (list: typeof found.before) =>
    list.map(({ byte, probability }) => ({ byte, chance: probability }));
  return {
    words: wordsOf(change),
    before: likely(found.before),
    after: likely(found.after),
    divergence: found.divergence,
  };
}

function scratchOf(change: WhatIfChange, bytes: number, character: number): Scratch {
  switch (change.kind) {
    case 'replace':
      return { kind: 'bytes', from: bytes - character, removed: character, bytes: encode(change.text) };
    case 'append':
      return { kind: 'bytes', from: bytes, removed: 0, bytes: encode(change.text) };
    case 'clamp':
      return { kind: 'clamp', from: Math.max(0, bytes - heldBytes), unit: change.unit, value: change.value };
  }
}

function wordsOf(change: WhatIfChange): Phrase {
  switch (change.kind) {
    case 'replace':
      return phrase`“${change.text}” in place of the last character`;
    case 'append':
      return phrase`“${change.text}” typed on`;
    case 'clamp':
      return phrase`unit ${String(change.unit)} fixed at ${change.value} over the last ${heldBytes} bytes`;
  }
}
