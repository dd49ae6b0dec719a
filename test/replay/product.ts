import type { Memory } from '../../src/memory/memory.js';
import type { Mixer } from '../../src/memory/mixer.js';
import { encode } from '../../src/network/bytes.js';
import { headerLanguage } from '../../src/network/manifest.js';
import type { Network } from '../../src/network/network.js';
import { Reader } from '../../src/reading/reader.js';
import type { TextSource } from '../../src/reading/source.js';
import { never } from '../../src/scheduler.js';
import { Answers, type Caret } from '../../src/suggestion/answers.js';
import { Backoff, cautionAfter } from '../../src/suggestion/caution.js';
import type { ConfidenceModel, Eagerness } from '../../src/suggestion/confidence-model.js';
import { MixerLearner } from '../../src/suggestion/mixer-learner.js';
import { lookBack, lookDown } from '../../src/suggestion/place.js';
import type { Recollection } from '../../src/suggestion/predictor.js';
import { eagernessIn } from '../../src/suggestion/prose.js';
import { Rejections } from '../../src/suggestion/rejections.js';
import type { Assistant, Ghost, Judged, Response, Session, Shown } from './assistant.js';
import type { Passage, Typist } from './typist.js';
import { CompletionList } from './completion-list.js';
import { drain } from './workspace.js';

/** The default of the setting `unroll.maximumLength`. */
const longest = 60;

export interface ProductOptions {
  readonly eagerness: Eagerness | number;
  /** What confidence is taken from: the shipped one where left out. */
  readonly model?: ConfidenceModel;
  /** The memory, filled for a passage, where there is one; asked before each passage. */
  readonly remembering?: Remembering;
  /** Has the editor a completion list? */
  readonly hasList?: boolean;
}

/** What the memory is asked with in a replay. */
export interface Remembering {
  readonly mixer: Mixer;
  /** The memory of a passage's workspace, in which the passage's own document is not. */
  memoryOf(passage: Passage): Remembered;
}

export interface Remembered {
  readonly memory: Memory;
  /** What the passage's document is called in it. */
  readonly name: string;
}

/** The memory as it is asked at the typist's caret: it has seen the document as it is. */
export function recollectionOf(
  { mixer }: Remembering,
  { memory, name }: Remembered,
  typist: Typist,
): Recollection {
  drain(memory.write(name, encode(typist.before + typist.behind)));
  return { memory, mixer, spot: { name, at: encode(typist.before).length } };
}

/** Milliseconds between two keys. */
const betweenKeys = 200;

/** The editor's identifier of a language that the header names. */
export function languageIdOf(network: Network, language: string): string {
  return network.manifest.header.languages[language]?.[0] ?? language;
}

/** What ships, with a network or with anything else that predicts bytes, in place of the editor. */
export class Product implements Assistant {
  constructor(
    private readonly network: Network,
    private readonly options: ProductOptions,
  ) {}

  open(passage: Passage, typist: Typist): Session {
    return new ProductSession(this.network, this.options, passage, typist);
  }
}

class ProductSession implements Session {
  private readonly reader: Reader;
  private readonly answers: Answers;
  private readonly languageId: string;
  private readonly backoff = new Backoff();
  private readonly rejections = new Rejections();
  private readonly remembered: Remembered | undefined;
  private readonly list: CompletionList | undefined;
  private readonly learner: MixerLearner | undefined;
  private judged: Judged | undefined;

  constructor(
    private readonly network: Network,
    private readonly options: ProductOptions,
    passage: Passage,
    private readonly typist: Typist,
  ) {
    this.remembered = options.remembering?.memoryOf(passage);
    this.languageId = languageIdOf(network, passage.language);
    this.list = options.hasList ? new CompletionList(this.languageId, typist) : undefined;
    const source = sourceOf(typist);
    this.reader = new Reader(network, source, headerLanguage(network.manifest, this.languageId));
    this.learner = options.remembering && new MixerLearner(this.reader, source);
    this.answers = new Answers({
      weighed: (_, [best]) => {
        // What was shown, or else what would have been, were the threshold lower.
        this.judged = best && { text: best.text, confidence: best.probability };
      },
      wasRejected: ({ lineStart, prefix }, text) =>
        this.rejections.has({ document: typist, lineStart, prefix, text }),
    });
  }

  edited(offset: number, removed: number, inserted: number): void {
    this.reader.edited({ offset, removed, inserted });
    this.list?.edited(removed, inserted);
    this.rejections.edited(this.typist, { offset, removed, inserted });
  }

  async answer(typist: Typist, deleted: boolean): Promise<Response> {
    const begun = performance.now();
    this.judged = undefined;
    let inferred = false;
    const asked = () => (inferred = true);
    const caution = this.backoff.cautionAt(typist.keys * betweenKeys) * cautionAfter(typist.prefix);
    const { model } = this.options;
    const eagerness = eagernessIn(this.languageId, this.options.eagerness);
    const selected = this.list?.selected();
    const place = caretOf(typist, this.languageId, eagerness);
    const caret = { ...place, selected, caution, ...(model && { model }) };
    const ghost = deleted ? undefined : await this.ghost(caret, asked);
    const milliseconds = performance.now() - begun;
    if (ghost?.confidence !== undefined) this.judged = { text: ghost.text, confidence: ghost.confidence };
    if (!ghost && !deleted) this.list?.nothingShown();
    return { ghost: ghost && { ...ghost, entry: selected }, judged: this.judged, inferred, milliseconds };
  }

  private async ghost(
    caret: Caret,
    asked: () => void,
  ): Promise<(Ghost & { confidence?: number }) | undefined> {
    const known = this.answers.known(caret);
    if (known !== undefined) return typeof known === 'string' ? undefined : known;
    asked();
    const recalling = await this.recalling(caret);
    const reading = await this.reader.at(this.typist.before.length, never);
    if (!reading) return undefined;
    const found = await this.answers.inferred(this.network, reading, recalling, never);
    const best = typeof found === 'string' ? undefined : found[0];
    return best && { text: best.text, replaces: best.replaces, confidence: best.probability };
  }

  private async recalling(caret: Caret): Promise<Caret> {
    const { remembering } = this.options;
    if (!remembering || !this.remembered) return caret;
    const unlearnt = recollectionOf(remembering, this.remembered, this.typist);
    const recollection = await this.learner?.at(this.typist.before.length, unlearnt, never);
    return { ...caret, recollection: recollection ?? unlearnt };
  }

  resolved({ lineStart, prefix, text }: Shown, taken: boolean): void {
    const now = this.typist.keys * betweenKeys;
    if (taken) this.backoff.accepted(now);
    else {
      this.backoff.rejected(now);
      this.rejections.remember({ document: this.typist, lineStart, prefix, text });
    }
  }

  async paused(typist: Typist): Promise<void> {
    await this.reader.prepare(typist.before.length, never);
  }
}

/** The typist's document as the reader sees it. */
export function sourceOf(typist: Typist): TextSource {
  return {
    get length() {
      return typist.before.length + typist.behind.length;
    },
    slice: (start, end) =>
      end <= typist.before.length
        ? typist.before.slice(start, end)
        : (typist.before + typist.behind).slice(start, end),
  };
}

/** Where the typist's caret stands, as the product is told of it. */
export function caretOf(typist: Typist, languageId: string, eagerness: Eagerness | number): Caret {
  const { before, prefix, behind } = typist;
  const end = behind.indexOf('\n');
  const lineStart = before.length - prefix.length;
  return {
    document: typist,
    line: lineStart,
    lineStart,
    languageId,
    before: before.slice(Math.max(0, lineStart - lookBack), lineStart),
    prefix,
    suffix: end < 0 ? behind : behind.slice(0, end),
    below: end < 0 ? '' : behind.slice(end + 1, end + 1 + lookDown),
    selected: undefined,
    eagerness,
    longest,
  };
}
