import {
  Disposable,
  EventEmitter,
  Selection,
  TextEditorRevealType,
  window,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import type { Documents } from '../../editor/documents/documents.js';
import { DisposableOwner, DisposableValue, together } from '../../editor/disposable.js';
import type { Exclusion } from '../../editor/documents/exclusion.js';
import type { DocumentEdit, OpenDocument } from '../../editor/documents/open-document.js';
import type { Engine } from '../../editor/engine/engine.js';
import type { Log } from '../../editor/log.js';
import { reasonOf } from '../../editor/localize.js';
import type { SettingsStore } from '../../editor/settings/settings.js';
import type { Networks } from '../../editor/engine/networks.js';
import { stretch } from '../../insight/pieces.js';
import { Tracer, type Row } from '../../insight/trace.js';
import type { Network } from '../../network/network.js';
import { phrase, type PhraseArgument } from '../../phrase.js';
import type { Cancellation } from '../../scheduler.js';

/** Bytes of the window before the caret, and behind it. */
const behind = 500;
const ahead = 60;
/** Milliseconds without a key after which what stands behind the caret is read, and what takes more than a step. */
const settle = 150;

/** What is looked at, while somebody looks. */
export interface Watched {
  readonly document: TextDocument;
  readonly network: Network;
  readonly tracer: Tracer;
  /** The window as far as it was computed, and how many of its rows stand before the caret. */
  readonly rows: readonly Row[];
  readonly cursor: number;
  /** Is more of it still being computed? */
  readonly busy: boolean;
}

/** Why nothing is looked at, in words, and what can be done about it. */
export interface Nothing {
  readonly words: PhraseArgument;
  readonly action?: 'chooseNetwork' | 'restart';
}

interface Target {
  readonly editor: TextEditor;
  readonly document: OpenDocument;
  readonly network: Network;
  readonly tracer: Tracer;
  from: number;
  to: number;
}

/**
 * Follows the caret of the editor that is worked in, and has the network's doings there traced. Does nothing at all while nobody
 * looks: then it listens to nothing and keeps nothing.
 */
export class Watch extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  /** There are new rows, the caret moved, or what is looked at is another. */
  readonly onDidChange = this.changed.event;
  private watchers = 0;
  private readonly following = this.register(new DisposableValue<Disposable>());
  private target: Target | undefined;
  private nothing: Nothing = { words: '' };
  private work = { isCancellationRequested: false };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  /** Counts the edits of what is looked at. */
  edition = 0;

  /** The network that is looked on with, where it is not the one that suggests. */
  private lens: { readonly name: string; readonly network: Network } | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly networks: Networks,
    private readonly documents: Documents,
    private readonly exclusion: Exclusion,
    private readonly settings: SettingsStore,
    private readonly log: Log,
  ) {
    super();
    this.register({ dispose: () => this.stop() });
  }

  /** Somebody looks, until this is disposed of. */
  look(): Disposable {
    if (this.watchers++ === 0) this.start();
    let looking = true;
    return new Disposable(() => {
      if (looking && --this.watchers === 0) this.stop();
      looking = false;
    });
  }

  get state(): Watched | Nothing {
    const { target } = this;
    if (!target) return this.nothing;
    const { editor, network, tracer, from, to } = target;
    const { document } = editor;
    const caret = document.offsetAt(editor.selection.active);
    const { rows } = tracer.known(from, to, Math.min(caret, to));
    const behindCaret = rows.findIndex(row => row.end > caret);
    const cursor = behindCaret < 0 ? rows.length : behindCaret;
    return { document, network, tracer, rows, cursor, busy: this.busy };
  }

  /** Where the caret stands, in UTF-16 units. */
  get caretOffset(): number | undefined {
    return this.target && this.caret(this.target);
  }

  /** Resolves when everything was computed that is to be, or after a while. */
  async rest(): Promise<void> {
    for (let i = 0; i < 60 && (this.busy || this.target?.to === 0); i++)
      await new Promise(resolve => setTimeout(resolve, 50));
  }

  /**
   * Looks on with another network, by its name; suggestions go on with theirs.
   * @throws NetworkError where it cannot be loaded
   */
  async lookWith(name: string | undefined): Promise<void> {
    const former = this.lens;
    if (name === former?.name) return;
    this.lens = name === undefined ? undefined : { name, network: (await this.networks.load(name)).network };
    if (this.watchers > 0) this.follow();
    await former?.network.dispose();
  }

  /** Puts the caret of the document that is looked at at an offset, without taking the focus. */
  move(offset: number): void {
    const { target } = this;
    if (!target) return;
    const { editor } = target;
    const place = editor.document.positionAt(offset);
    editor.selection = new Selection(place, place);
    editor.revealRange(editor.selection, TextEditorRevealType.InCenterIfOutsideViewport);
  }

  private start(): void {
    this.following.value = together(
      window.onDidChangeActiveTextEditor(() => this.follow()),
      window.onDidChangeVisibleTextEditors(() => this.follow()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === this.target?.editor) this.caretMoved();
      }),
      this.documents.onDidEdit(event => this.edited(event)),
      this.documents.onDidEnd(document => {
        if (document === this.target?.document) this.follow();
      }),
      this.settings.onDidChange(() => this.follow()),
      this.engine.onDidChange(() => this.follow()),
    );
    this.follow();
  }

  private stop(): void {
    this.pause();
    this.following.value = undefined;
    this.target = undefined;
    const { lens } = this;
    this.lens = undefined;
    lens?.network.dispose().catch((error: unknown) => {
      this.log.error('A network that was looked at could not be put away.', error);
    });
  }

  /** Looks at the editor that is worked in now, as long as there is one worth it. */
  private follow(): void {
    const active = window.activeTextEditor;
    const former = this.target?.editor;
    const stays = former && window.visibleTextEditors.includes(former) && !former.document.isClosed;
    const editor = active && !this.exclusion.forbids(active.document) ? active : undefined;
    const chosen = editor ?? (stays ? former : undefined);
    const network = this.lens?.network ?? this.engine.network;
    if (!chosen || !network) {
      this.idle(this.why(active, network));
      return;
    }
    const document = this.documents.of(chosen.document);
    if (!document) {
      this.idle(this.why(chosen, network));
      return;
    }
    const { target } = this;
    if (target?.editor === chosen && target.document === document && target.network === network) return;
    this.pause();
    const tracer = new Tracer(network, document.source, this.documents.reader(document, network));
    this.target = { editor: chosen, document, network, tracer, from: 0, to: 0 };
    this.place();
    this.fill(0);
  }

  private why(editor: TextEditor | undefined, network: Network | undefined): Nothing {
    const { state } = this.engine;
    if (state.kind === 'failed')
      return { words: phrase`The network cannot be used: ${state.reason}.`, action: 'restart' };
    if (!editor) return { words: phrase`Open a file to see the network at work on it.` };
    const forbidden = this.exclusion.forbids(editor.document);
    if (forbidden === 'excluded')
      return { words: phrase`This file may hold secrets, or you excluded it: the network does not read it.` };
    if (forbidden) return { words: phrase`Put the caret into a file to see the network at work on it.` };
    if (!network) return { words: phrase`The network is being loaded.` };
    return { words: phrase`Open a file to see the network at work on it.` };
  }

  private idle(nothing: Nothing): void {
    this.pause();
    this.target = undefined;
    this.nothing = nothing;
    this.changed.fire();
  }

  private caret({ editor }: Target): number {
    return editor.document.offsetAt(editor.selection.active);
  }

  /** Lays the window around the caret. */
  private place(): void {
    const { target } = this;
    if (!target) return;
    Object.assign(target, stretch(target.document.source, this.caret(target), behind, ahead));
  }

  private caretMoved(): void {
    const { target } = this;
    if (!target) return;
    const caret = this.caret(target);
    this.changed.fire();
    if (caret > target.from && caret <= target.to) return;
    if (caret === target.from && caret === 0) return;
    this.place();
    this.fill(settle / 5);
  }

  private edited({ document, changes }: DocumentEdit): void {
    const { target } = this;
    if (document !== target?.document) return;
    this.edition++;
    for (const { offset, removed, text } of changes)
      target.tracer.edited({ offset, removed, inserted: text.length });
    // The selection is of the text before until the editor has told of it: what was typed ends where the caret will be.
    const [last] = changes;
    const caret = last ? last.offset + last.text.length : this.caret(target);
    const { from } = stretch(target.document.source, caret, behind, 0);
    Object.assign(target, { from, to: caret });
    const typed = changes.length === 1 && (last?.text.length ?? 0) <= 4;
    this.pause();
    if (typed) this.fill(0, caret);
    else this.changed.fire();
    this.timer = setTimeout(() => {
      this.place();
      this.fill(0);
    }, settle);
  }

  private pause(): void {
    this.work.isCancellationRequested = true;
    this.work = { isCancellationRequested: false };
    clearTimeout(this.timer);
    this.busy = false;
  }

  /** Has the window computed, after a while in which nothing happens. */
  private fill(delay: number, near?: number): void {
    const { target } = this;
    if (!target) return;
    this.pause();
    if (delay > 0) {
      this.timer = setTimeout(() => this.fill(0), delay);
      return;
    }
    this.busy = true;
    const { work } = this;
    this.compute(target, near ?? this.caret(target), work).catch((error: unknown) => {
      // A network that was put away in the middle is no failure.
      const network = this.lens?.network ?? this.engine.network;
      if (this.target !== target || network !== target.network) return;
      this.log.error('The activations could not be computed.', error);
      this.idle({
        words: phrase`The network could not be looked into: ${reasonOf(error)}`,
        action: 'restart',
      });
    });
  }

  private async compute(target: Target, near: number, work: Cancellation): Promise<void> {
    const { tracer, from, to } = target;
    const done = await tracer.fill(from, to, near, work, () => {
      if (!work.isCancellationRequested) this.changed.fire();
    });
    if (!done || work.isCancellationRequested) return;
    this.busy = false;
    this.changed.fire();
  }
}
