import { encode } from '../network/bytes.js';
import { parts, unitCount, type Manifest } from '../network/manifest.js';
import type { Network, State } from '../network/network.js';
import { Reader } from '../reading/reader.js';
import { align, type TextSource } from '../reading/source.js';
import { nextTurn, type Cancellation } from '../scheduler.js';
import { piecesOf, spansOf } from './pieces.js';
import { Tracer } from './trace.js';

/** A stretch of a document that is looked through, in UTF-16 units. */
export interface SurveyRange<Document> {
  readonly document: Document;
  readonly source: TextSource;
  /** The name of the document's language in the network's header, where it has one. */
  readonly language: string | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * Called for each character of a stretch, in no order.
 * @param offset behind the character, in UTF-16 units
 * @param hidden `[unitCount]`: what the units put out after it. Only to be looked at: it is written to again
 */
export type Visit<Document> = (document: Document, offset: number, hidden: Float32Array) => void;

/** Texts that are read in one batch, at most: a step then goes through the weights once for all of them. */
const maximumLanes = 16;
/** Products with weights in one step of a batch, which holds the host: 16 texts by a network of two million parameters. */
const productsPerStep = 35_000_000;
/** UTF-16 units of a stretch that the plain network is looked on at at a time. */
const stride = 256;

/** What a lane reads: from the header on to the last of the places that one anchor holds for. */
interface Passage<Document> {
  readonly document: Document;
  readonly bytes: Uint8Array;
  /** Where in the document the character ends whose last byte is here. */
  readonly ends: ReadonlyMap<number, number>;
}

/**
 * Says what the units of a network put out at every character of some stretches: what a trace says of them, for less, since the
 * gates and the guesses are left out and what is read from different anchors is read at once.
 *
 * The documents are not to change meanwhile: places of one that did are of no text at all.
 * @returns false where it was cancelled
 */
export async function survey<Document>(
  network: Network,
  stretches: readonly SurveyRange<Document>[],
  cancellation: Cancellation,
  visit: Visit<Document>,
): Promise<boolean> {
  // The plain network's units are no part of its state.
  if (network.manifest.cell === 'feedforward') return surveyByProbes(network, stretches, cancellation, visit);
  const passages = passagesOf(network.manifest, stretches);
  const outputOf = outputs(network.manifest);
  const { parameters } = network.manifest;
  const lanes = Math.max(1, Math.min(maximumLanes, Math.floor(productsPerStep / parameters)));
  let reading: { readonly passage: Passage<Document>; readonly at: number; readonly state: State }[] = [];
  for (;;) {
    while (reading.length < lanes) {
      const { value: passage } = passages.next() as { value?: Passage<Document> };
      if (!passage) break;
      reading.push({ passage, at: 0, state: network.initial() });
      if (!(await nextTurn(cancellation))) return false;
    }
    if (reading.length === 0) return true;
    const bytes = Uint8Array.from(reading, ({ passage, at }) => passage.bytes[at] ?? 0);
    const readings = await network.step(
      reading.map(({ state }) => state),
      bytes,
    );
    reading = reading.flatMap(({ passage, at }, i) => {
      const state = readings[i]?.state;
      if (!state) return [];
      const end = passage.ends.get(at);
      if (end !== undefined) visit(passage.document, end, outputOf(state));
      return at + 1 < passage.bytes.length ? [{ passage, at: at + 1, state }] : [];
    });
    if (!(await nextTurn(cancellation))) return false;
  }
}

function* passagesOf<Document>(
  { header }: Manifest,
  stretches: readonly SurveyRange<Document>[],
): Generator<Passage<Document>, undefined> {
  for (const { document, source, language, from, to } of stretches) {
    const start = encode(header.start + (language ?? '') + header.end);
    for (const { anchor, pieces } of spansOf(
      source,
      piecesOf(source, align(source, from), align(source, to)),
    )) {
      const before = encode(source.slice(anchor, pieces[0]?.start ?? anchor));
      const ends = new Map<number, number>();
      let length = start.length + before.length;
      for (const { bytes, end } of pieces) ends.set((length += bytes.length) - 1, end);
      const bytes = new Uint8Array(length);
      bytes.set(start);
      bytes.set(before, start.length);
      let at = start.length + before.length;
      for (const piece of pieces) {
        bytes.set(piece.bytes, at);
        at += piece.bytes.length;
      }
      yield { document, bytes, ends };
    }
  }
  return undefined;
}

/** What the units put out, by the state: each layer's `h`, one after the other. One array for all calls. */
function outputs(manifest: Manifest): (state: State) => Float32Array {
  const found = new Float32Array(unitCount(manifest));
  const shown = parts(manifest).filter(({ name }) => name === 'h');
  return state => {
    let at = 0;
    for (const { start, size } of shown) {
      found.set(state.subarray(start, start + size), at);
      at += size;
    }
    return found;
  };
}

/** Surveys the plain network, whose state does not hold what its units put out, with probes. */
async function surveyByProbes<Document>(
  network: Network,
  stretches: readonly SurveyRange<Document>[],
  cancellation: Cancellation,
  visit: Visit<Document>,
): Promise<boolean> {
  for (const { document, source, language, from, to } of stretches) {
    const tracer = new Tracer(network, source, new Reader(network, source, language));
    for (let start = align(source, from); start < to;) {
      const end = Math.min(align(source, to), Math.max(align(source, start + stride), start + 1));
      if (end <= start) break;
      if (!(await tracer.fill(start, end, start, cancellation, () => undefined))) return false;
      const { rows } = tracer.known(start, end, start);
      rows.forEach(({ end, hidden }, i) => {
        if (rows[i + 1]?.end !== end) visit(document, end, hidden);
      });
      start = end;
    }
  }
  return true;
}
