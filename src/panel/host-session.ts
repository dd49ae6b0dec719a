import type { Disposable, Webview } from 'vscode';
import type { Log } from '../editor/log.js';
import type { Colouring, Overlay } from '../editor/overlay.js';
import type { Row } from '../insight/trace.js';
import { changeOf, columnsOf } from './host-delta.js';
import type { Insights } from './host-insights.js';
import type { Watch, Watched } from './host-watch.js';
import { parseToHost, type Delta, type Ranking, type ToHost, type ToPage, type Track } from './protocol.js';

/** What is sent, but for its number. */
type Unnumbered = ToPage extends infer M ? (M extends ToPage ? Omit<M, 'number'> : never) : never;

/** One page: tells it what it has not heard yet, each time that it has drawn what it was told. Silent while it is not on screen. */
export class Session implements Disposable {
  private readonly subscriptions: Disposable[];
  private looking: Disposable | undefined;
  /** Is there a page that listens? */
  private isReady = false;
  /** The number of the message that the page has still to draw. */
  private drawing: number | undefined;
  private number = 0;
  /** Is there anything that the page was not told? */
  private isStale = false;
  /** What the page has. */
  private rows: readonly Row[] = [];
  private of: Watched['tracer'] | undefined;
  private words: string | undefined;
  /** The edition of the text that the page knows, and the number of the first message that told of it. */
  private edition = 0;
  private firstOfEdition = 0;
  private colouring: Colouring['by'] | undefined;
  private tracks: readonly Track[] = [];
  private pinned: readonly number[] = [];
  private ranking: Ranking = 'here';
  /** Messages sent so far. */
  sent = 0;

  constructor(
    private readonly webview: Webview,
    private readonly watch: Watch,
    private readonly insights: Insights,
    private readonly overlay: Overlay,
    private readonly run: (command: string) => void,
    private readonly log: Log,
  ) {
    const update = () => this.update();
    this.subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      watch.onDidChange(update),
      insights.onDidChange(update),
      overlay.onDidChange(update),
    ];
  }

  /** The page came on screen, or left it. */
  show(visible: boolean): void {
    if (visible === (this.looking !== undefined)) return;
    if (visible) {
      // A page that was hidden may have missed anything.
      this.forget();
      this.looking = this.watch.look();
      this.ask();
      this.update();
    } else {
      this.looking?.dispose();
      this.looking = undefined;
      this.insights.release(this);
    }
  }

  dispose(): void {
    this.show(false);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private forget(): void {
    this.drawing = undefined;
    this.rows = [];
    this.of = undefined;
    this.words = undefined;
    this.colouring = undefined;
  }

  private receive(message: unknown): void {
    const parsed = parseToHost(message);
    if (typeof parsed === 'string') {
      this.log.info(`The activation panel said something that is not understood: ${parsed}.`);
      return;
    }
    this.answer(parsed);
  }

  private answer(message: ToHost): void {
    switch (message.type) {
      case 'ready':
        this.isReady = true;
        this.forget();
        this.update();
        break;
      case 'drawn':
        if (message.number !== this.drawing) break;
        this.drawing = undefined;
        if (this.isStale) this.update();
        break;
      case 'want':
        this.tracks = message.tracks;
        this.pinned = message.pinned;
        this.ranking = message.ranking;
        this.overlay.unit = message.pinned[0];
        this.ask();
        break;
      case 'move':
        // Places are of the text that the page saw: after an edit that it has not heard of they are none.
        if (this.edition === this.watch.edition && message.number >= this.firstOfEdition)
          void this.watch.move(message.offset);
        break;
      case 'colour':
        this.overlay.by = message.by;
        break;
      case 'run':
        this.run(message.command);
        break;
    }
  }

  private ask(): void {
    const { tracks, pinned, ranking } = this;
    if (this.looking) this.insights.want(this, { tracks, pinned, ranking });
  }

  /** Tells the page what it was not told, or remembers to do so. */
  private update(): void {
    this.isStale = true;
    if (!this.isReady || !this.looking || this.drawing !== undefined) return;
    this.isStale = false;
    const { state } = this.watch;
    if (!('rows' in state)) {
      if (this.words === state.words) return;
      this.forget();
      this.words = state.words;
      this.send({ type: 'idle', ...state });
      return;
    }
    const { by } = this.overlay;
    if (this.of !== state.tracer) {
      this.forget();
      this.of = state.tracer;
      this.firstOfEdition = this.number + 1;
      this.colouring = by;
      this.isStale = true;
      this.send({ type: 'open', facts: factsOf(state), coloured: by });
      return;
    }
    if (this.colouring !== by) {
      this.colouring = by;
      this.isStale = true;
      this.send({ type: 'coloured', coloured: by });
      return;
    }
    this.send(this.delta(state));
  }

  private delta(state: Watched): Omit<Delta, 'number'> {
    const { rows, cursor, busy } = state;
    const { drop, keep, moved, before, after } = changeOf(this.rows, rows);
    this.rows = rows;
    if (this.edition !== this.watch.edition) {
      this.edition = this.watch.edition;
      this.firstOfEdition = this.number + 1;
    }
    const insight = this.insights.of(state);
    const { focus, gates, influence } = insight;
    return {
      type: 'delta',
      ...{ drop, keep, moved, cursor, busy },
      before: columnsOf(before),
      after: columnsOf(after),
      ...(focus && { focus }),
      ...(gates && { gates }),
      ...(influence && { influence }),
    };
  }

  private send(message: Unnumbered): void {
    this.number++;
    this.drawing = this.number;
    this.sent++;
    void this.webview.postMessage({ ...message, number: this.number });
  }
}

function factsOf({ network, document }: Watched) {
  const { name, title, cell, layers, parameters } = network.manifest;
  return { name, title, cell, layers, parameters, file: document.uri.path.split('/').pop() ?? '' };
}
