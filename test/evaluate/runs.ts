import { decodeText, encode } from '../../src/network/bytes.js';
import { anchorOf } from '../../src/reading/anchor.js';
import type { TextSource } from '../../src/reading/source.js';
import type { Language } from './languages.js';
import type { Stretch } from './sample.js';

/** Bytes that are predicted one after another, and what is read before the first: all from the header on. */
export interface Run {
  readonly language: Language;
  readonly before: Uint8Array;
  readonly measured: Uint8Array;
}

/** A text as the reader sees a document. */
export function sourceOf(text: string): TextSource {
  return { length: text.length, slice: (start, end) => text.slice(start, end) };
}

/**
 * What serving reads for every place of a stretch: the header, then from the place's anchor on. Places that share an anchor
 * make one run, since anchors move only forward.
 */
export function servedRuns({ document, start, end }: Stretch): Run[] {
  const { bytes, language } = document;
  const source = sourceOf(decodeText(bytes));
  const first = decodeText(bytes.subarray(0, start)).length;
  const last = first + decodeText(bytes.subarray(start, end)).length;
  const runs: Run[] = [];
  for (let from = first; from < last;) {
    const anchor = anchorOf(source, from);
    const to = endOfAnchor(source, anchor, from, last);
    const [before, measured] = [source.slice(anchor, from), source.slice(from, to)].map(encode);
    if (before && measured) runs.push({ language, before, measured });
    from = to;
  }
  return runs;
}

/** The first place after `from` that has another anchor, or `last`. */
function endOfAnchor(source: TextSource, anchor: number, from: number, last: number): number {
  let [same, other] = [from, last];
  while (other - same > 1) {
    const middle = (same + other) >> 1;
    if (anchorOf(source, middle) === anchor) same = middle;
    else other = middle;
  }
  return other;
}
