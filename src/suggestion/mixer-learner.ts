import { noFound } from '../memory/memory.js';
import { Mixer } from '../memory/mixer.js';
import { maximumContextBytes } from '../memory/sorting.js';
import { encode } from '../network/bytes.js';
import type { Reading } from '../network/network.js';
import { softmax } from '../network/probability.js';
import { anchorOf } from '../reading/anchor.js';
import type { Reader } from '../reading/reader.js';
import { align, type TextSource } from '../reading/source.js';
import type { Cancellation } from '../scheduler.js';
import { contextBehind, type Recollection } from './predictor.js';

/** UTF-16 units before a caret that a mixer learns from where it comes to a new place. */
const learntUnits = 128;
/** Characters that are learnt from before an answer, at most: reading up to each of them takes time. */
const mostLessons = 12;
/** UTF-16 units before the place up to which it has learnt that tell whether the text is still the same. */
const comparedUnits = 64;

/** What is known before a character that is learnt from, and the caret. */
interface Lesson {
  readonly recollection: Recollection;
  readonly reading: Reading;
  readonly caret: number;
}

/**
 * Lets a mixer of one document learn as the document is typed: from the little that stands before the caret where it comes to a new
 * place, and then from the characters that are added there. At another place it starts anew from what ships, so that what is
 * suggested does not depend on where else something was typed before.
 */
export class MixerLearner {
  private mixer: Mixer | undefined;
  /** The offset up to which it has learnt, in UTF-16 units, and the text right before it. */
  private end = 0;
  private tail: string | undefined;
  /** Calls are answered one after another: a byte is learnt from once. */
  private last: Promise<unknown> = Promise.resolve();

  /** @param reader of the document, for the network that the mixer is mixed into */
  constructor(
    private readonly reader: Reader,
    private readonly source: TextSource,
  ) {}

  /** Has it learnt up to this place, in UTF-16 units? */
  isAt(offset: number): boolean {
    return this.tail !== undefined && this.end === align(this.source, offset) && this.goesOn(this.end);
  }

  /**
   * The memory as it is asked at a caret, with what was learnt from the text before.
   * @param offset the caret, in UTF-16 units
   * @returns undefined where it was cancelled, the text changed meanwhile, or the memory failed
   */
  at(
    offset: number,
    recollection: Recollection,
    cancellation: Cancellation,
  ): Promise<Recollection | undefined> {
    const done = this.last.then(() => this.learn(align(this.source, offset), recollection, cancellation));
    this.last = done.catch(() => undefined);
    return done;
  }

  private async learn(
    caret: number,
    recollection: Recollection,
    cancellation: Cancellation,
  ): Promise<Recollection | undefined> {
    let mixer = this.mixer;
    let anchor: number | undefined;
    if (!mixer || !this.goesOn(caret)) {
      mixer = this.mixer = recollection.mixer.untaught();
      anchor = anchorOf(this.source, caret);
      this.moveTo(Math.max(anchor, align(this.source, caret - learntUnits)));
    }
    const places: number[] = [];
    for (let place = this.end; place < caret; place = this.after(place)) places.push(place);
    // Each of them is read up to by itself: of more than a few some are learnt from, evenly spread.
    const spacing = Math.ceil(places.length / mostLessons);
    for (let i = 0; i < places.length; i += spacing) {
      const at = places[i] ?? caret;
      // Where it comes to a new place, what the caret's own read goes through is enough.
      const reading = await (anchor === undefined
        ? this.reader.at(at, cancellation)
        : this.reader.from(anchor, at, cancellation));
      if (!reading || cancellation.isCancellationRequested) return undefined;
      if (!this.learnFrom(mixer, at, this.after(at), { recollection, reading, caret })) return undefined;
      this.moveTo(places[i + spacing] ?? caret);
    }
    return { ...recollection, mixer };
  }

  /** Learns from a character. @returns false where the memory failed */
  private learnFrom(
    mixer: Mixer,
    at: number,
    next: number,
    { recollection, reading, caret }: Lesson,
  ): boolean {
    const { memory, spot, failed } = recollection;
    const [byte = 0] = encode(this.source.slice(at, next));
    const behind = encode(this.source.slice(at, caret)).length;
    const context = contextBehind(this.source.slice(Math.max(0, at - 2 * maximumContextBytes - 1), at));
    try {
      const found = noFound();
      memory.find(context, { name: spot.name, at: Math.max(0, spot.at - behind) }, found);
      mixer.learn(byte, softmax(reading.logits), context, found);
      return true;
    } catch (error) {
      if (!failed) throw error;
      failed(error);
      return false;
    }
  }

  /** Has it learnt from the text right before a caret, or from all but the last of it? */
  private goesOn(caret: number): boolean {
    if (this.tail === undefined || caret - this.end > learntUnits) return false;
    const start = this.end - this.tail.length;
    if (caret >= this.end) return this.source.slice(start, this.end) === this.tail;
    // Something was deleted: what was learnt from it stays.
    if (caret < start || !this.tail.startsWith(this.source.slice(start, caret))) return false;
    this.moveTo(caret);
    return true;
  }

  private moveTo(place: number): void {
    this.end = place;
    this.tail = this.source.slice(Math.max(0, place - comparedUnits), place);
  }

  /** The end of the character at a place. */
  private after(place: number): number {
    let end = place + 1;
    while (end < this.source.length && align(this.source, end) !== end) end++;
    return end;
  }
}
