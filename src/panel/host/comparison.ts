import type { TextDocument } from 'vscode';
import { DocumentSource } from '../../editor/documents/document-source.js';
import type { Log } from '../../editor/log.js';
import type { Networks } from '../../editor/engine/networks.js';
import { Contestant, race, sizeOf } from '../../insight/compare.js';
import { encode } from '../../network/bytes.js';
import { headerLanguage } from '../../network/manifest.js';
import { titleOf } from '../../network/title.js';
import type { Network } from '../../network/network.js';
import type { Cancellation } from '../../scheduler.js';
import type { Question } from './debounced.js';
import type { Watched } from './watch.js';
import type { Compared } from '../protocol.js';

/** Those that are held side by side, beside the one that is looked at. */
const side = ['rnn', 'gru', 'lstm', 'feedforward'] as const;
/** Bytes before the caret over which they are compared, at most; the beginning moves on when it lies farther back. */
const [fewest, most] = [500, 1000];

/** Lets the cells that ship read the text that is looked at, side by side, from one place on. */
export class Comparison implements Question<Compared> {
  readonly delay = 250;
  private contestants: Contestant[] = [];
  private of: { readonly watched: Network; readonly language: string } | undefined;
  private readonly loaded = new Map<string, Promise<Network>>();
  /** Where they began. */
  private document: TextDocument | undefined;
  private begin = 0;
  /** Counts how often everything was let go. */
  private generation = 0;

  constructor(
    private readonly networks: Networks,
    private readonly log: Log,
  ) {}

  async ask(
    { document, network, rows, cursor }: Watched,
    cancellation: Cancellation,
    tell: (answer: Compared) => void,
  ): Promise<Compared | undefined> {
    const end = rows[cursor - 1]?.end ?? 0;
    if (document !== this.document || end < this.begin || end - this.begin > most) {
      this.document = document;
      const from = document.offsetAt(document.positionAt(Math.max(0, end - fewest)).with(undefined, 0));
      this.begin = end - from > most ? end - fewest : from;
    }
    await this.gather(network, document.languageId);
    if (cancellation.isCancellationRequested) return undefined;
    const text = encode(new DocumentSource(document).slice(this.begin, end));
    const now = (): Compared => ({
      bytes: text.length,
      cells: this.contestants.map(contestant => {
        const { manifest } = contestant.network;
        const { name, cell } = manifest;
        const { parameters, state, window } = sizeOf(manifest);
        const bits = contestant.bitsPerByte();
        return {
          ...{ name, title: titleOf(manifest), cell, parameters },
          ...(state === undefined ? {} : { state }),
          ...(window === undefined ? {} : { window }),
          ...(Number.isFinite(bits) ? { bits } : {}),
          shown: contestant.network === network,
          surprise: placed(contestant.surprise, text.length, rows.length, cursor),
        };
      }),
    });
    const isDone = await race(this.contestants, text, cancellation, () => tell(now()));
    return isDone ? now() : undefined;
  }

  release(): void {
    for (const network of this.loaded.values())
      network.then(network => network.dispose()).catch(() => undefined);
    this.loaded.clear();
    this.generation++;
    this.contestants = [];
    this.of = undefined;
    this.document = undefined;
  }

  private async gather(watched: Network, languageId: string): Promise<void> {
    if (this.of?.watched === watched && this.of.language === languageId) return;
    const { generation } = this;
    const found: Network[] = [watched];
    for (const name of side) {
      if (watched.manifest.name === name) continue;
      const loading = this.loaded.get(name) ?? this.networks.load(name).then(({ network }) => network);
      this.loaded.set(name, loading);
      try {
        found.push(await loading);
      } catch (error) {
        this.loaded.delete(name);
        this.log.error(`The network ${name} cannot be compared.`, error);
      }
    }
    // Nobody wanted to know any more in the meantime, and what was loaded is gone.
    if (generation !== this.generation) return;
    this.of = { watched, language: languageId };
    this.contestants = found.map(network => {
      const { start, end } = network.manifest.header;
      const language = headerLanguage(network.manifest, languageId) ?? '';
      return new Contestant(network, encode(start + language + end));
    });
  }
}

/** Bits of the bytes that end at the cursor, where the columns have them; 0 elsewhere. */
function placed(bits: readonly number[], bytes: number, columns: number, cursor: number) {
  const found = new Float32Array(columns);
  for (let i = 0; i < bits.length; i++) {
    const column = cursor - bytes + i;
    if (column >= 0 && column < columns) found[column] = bits[i] ?? 0;
  }
  return found;
}
