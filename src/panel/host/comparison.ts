import type { Documents } from '../../editor/documents/documents.js';
import type { OpenDocument } from '../../editor/documents/open-document.js';
import type { Networks } from '../../editor/engine/networks.js';
import type { Log } from '../../editor/log.js';
import { Contestant, race, sizeOf } from '../../insight/compare.js';
import { encode } from '../../network/bytes.js';
import { headerLanguage } from '../../network/manifest.js';
import type { Network } from '../../network/network.js';
import { titleOf } from '../../network/title.js';
import type { Cancellation } from '../../scheduler.js';
import { maximumComparedUnits, type Compared } from '../protocol.js';
import type { Question } from './debounced.js';
import { NetworkLease } from './network-lease.js';
import type { Watched } from './watch.js';

/** The networks that are compared with the one that is looked at. */
const comparedNetworks = ['rnn', 'gru', 'lstm', 'glr', 'feedforward'] as const;
/** UTF-16 units before the caret over which they are compared, at most; the beginning moves on when it lies farther back. */
const [fewestUnits, maximumUnits] = [500, maximumComparedUnits];

/** Lets the cells that ship read the text that is looked at, side by side, from one place on. */
export class Comparison implements Question<Compared> {
  readonly delay = 250;
  private contestants: Contestant[] = [];
  private of: { readonly watched: Network; readonly language: string } | undefined;
  private readonly leases = new Map<string, NetworkLease>();
  /** Where they began. */
  private document: OpenDocument | undefined;
  private begin = 0;
  /** Counts how often everything was released. */
  private generation = 0;

  constructor(
    private readonly networks: Networks,
    private readonly documents: Documents,
    private readonly log: Log,
  ) {}

  async ask(
    { document, network, rows, cursor }: Watched,
    cancellation: Cancellation,
    report: (answer: Compared) => void,
  ): Promise<Compared | undefined> {
    const { source, languageId } = document;
    const end = rows[cursor - 1]?.end ?? 0;
    if (document !== this.document || end < this.begin || end - this.begin > maximumUnits) {
      this.document = document;
      const { text, position } = document.positionAt(Math.max(0, end - fewestUnits));
      const from = document.offsetAt(text, position.with(undefined, 0));
      this.begin = end - from > maximumUnits ? end - fewestUnits : from;
    }
    const bytes = encode(source.slice(this.begin, end));
    await this.gather(network, languageId);
    if (cancellation.isCancellationRequested) return undefined;
    const { contestants } = this;
    const now = (): Compared => ({
      bytes: bytes.length,
      end,
      cells: contestants.map(contestant => {
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
          surprise: Float32Array.from({ length: bytes.length }, (_, i) => contestant.surprise[i] ?? 0),
        };
      }),
    });
    const isDone = await race(contestants, bytes, cancellation, () => report(now()));
    return isDone ? now() : undefined;
  }

  /** The cells stay as they are; what they make of a text holds for that text alone. */
  remains({ cells }: Compared): Compared {
    return {
      ...{ bytes: 0, end: 0 },
      cells: cells.map(cell => ({ ...cell, bits: undefined, surprise: new Float32Array(0) })),
    };
  }

  release(): void {
    this.generation++;
    for (const lease of this.leases.values()) lease.dispose();
    this.leases.clear();
    this.contestants = [];
    this.of = undefined;
    this.document = undefined;
  }

  private async gather(watched: Network, languageId: string): Promise<void> {
    if (this.of?.watched === watched && this.of.language === languageId) return;
    const { generation } = this;
    this.releaseOne(watched.manifest.name);
    const found: Network[] = [watched];
    for (const name of comparedNetworks) {
      if (watched.manifest.name === name) continue;
      const lease = this.leases.get(name) ?? new NetworkLease(name, this.networks, this.documents, this.log);
      this.leases.set(name, lease);
      try {
        const network = await lease.ready;
        if (network) found.push(network);
      } catch (error) {
        if (this.leases.get(name) === lease) this.leases.delete(name);
        this.log.error(`The network ${name} cannot be compared.`, error);
      }
      // The comparison was closed meanwhile, and its networks are released.
      if (generation !== this.generation) return;
    }
    this.of = { watched, language: languageId };
    this.contestants = found.map(network => {
      const { start, end } = network.manifest.header;
      const language = headerLanguage(network.manifest, languageId) ?? '';
      return new Contestant(network, encode(start + language + end));
    });
  }

  /** The network that is looked at is not loaded a second time. */
  private releaseOne(name: string): void {
    this.leases.get(name)?.dispose();
    this.leases.delete(name);
  }
}
