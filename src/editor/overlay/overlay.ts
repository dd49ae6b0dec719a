import {
  ColorThemeKind,
  DecorationRangeBehavior,
  EventEmitter,
  Position,
  Range,
  commands,
  window,
  workspace,
  type DecorationRenderOptions,
  type Disposable,
  type TextDocument,
  type TextEditor,
  type TextEditorDecorationType,
} from 'vscode';
import { signedBin, stretches, surpriseBin, Tint } from '../../insight/tint.js';
import { shadeOf } from '../../insight/shade.js';
import type { Row } from '../../insight/trace.js';
import type { Cell } from '../../network/manifest.js';
import type { Network } from '../../network/network.js';
import { DisposableOwner, DisposableValue, together } from '../disposable.js';
import type { Documents } from '../documents/documents.js';
import { editorToFollow } from '../documents/editor-to-follow.js';
import type { DocumentEdit, OpenDocument } from '../documents/open-document.js';
import type { Engine } from '../engine/engine.js';
import type { Log } from '../log.js';
import { t } from '../localize.js';

export interface Colouring {
  readonly by: 'off' | 'surprise' | 'unit';
}

/** Milliseconds of stillness before colours follow. */
const stillness = 50;
/** Decorated stretches in an editor at most: beyond that the editor grows slow. */
const maximumStretches = 1000;
/** UTF-16 units around the visible lines that are coloured at most, so that a file of long lines costs no more. */
const maximumText = 12_000;

/** What is coloured. */
interface Target {
  readonly editor: TextEditor;
  readonly document: OpenDocument;
  readonly network: Network;
  readonly tint: Tint;
}

/** The editor's own text, coloured by how surprising it is or by what a unit does at it. Off until it is asked for. */
export class Overlay extends DisposableOwner {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private mode: Colouring['by'] = 'off';
  private chosen: number | undefined;
  private readonly following = this.register(new DisposableValue<Disposable>());
  private readonly decorations = new Map<number, TextEditorDecorationType>();
  /** The editor that was followed last. */
  private editor: TextEditor | undefined;
  private stretchCount = 0;
  private target: Target | undefined;
  private work = { isCancellationRequested: false };
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly documents: Documents,
    private readonly log: Log,
  ) {
    super();
    this.register({ dispose: () => this.clear() });
  }

  get by(): Colouring['by'] {
    return this.mode;
  }

  set by(by: Colouring['by']) {
    if (by === this.mode) return;
    this.mode = by;
    this.clear();
    if (by === 'off') this.following.value = undefined;
    else if (!this.following.value) this.start();
    else this.follow();
    void commands.executeCommand('setContext', 'unroll.coloured', by !== 'off');
    this.changed.fire();
  }

  /** Stretches of text that are coloured now. */
  get stretches(): number {
    return this.stretchCount;
  }

  /** The unit that colours. */
  get unit(): number | undefined {
    return this.chosen;
  }

  set unit(unit: number | undefined) {
    if (unit === this.chosen) return;
    this.chosen = unit;
    if (this.mode !== 'unit') return;
    this.clear();
    this.follow();
  }

  private start(): void {
    const follow = () => this.follow();
    this.following.value = together(
      window.onDidChangeActiveTextEditor(follow),
      window.onDidChangeVisibleTextEditors(follow),
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        if (textEditor === this.target?.editor) this.soon();
      }),
      window.onDidChangeActiveColorTheme(() => {
        this.forgetDecorations();
        this.soon();
      }),
      this.documents.onDidEdit(event => this.edited(event)),
      this.documents.onDidEnd(follow),
      // A document that was excluded may be readable again.
      workspace.onDidChangeConfiguration(follow),
      this.engine.onDidChange(follow),
    );
    this.follow();
  }

  /** Takes all colours away. */
  private clear(): void {
    this.pause();
    this.target = undefined;
    this.forgetDecorations();
  }

  private forgetDecorations(): void {
    this.stretchCount = 0;
    for (const decoration of this.decorations.values()) decoration.dispose();
    this.decorations.clear();
  }

  private pause(): void {
    this.work.isCancellationRequested = true;
    this.work = { isCancellationRequested: false };
    clearTimeout(this.timer);
  }

  private follow(): void {
    const isReadable = (text: TextDocument) => this.documents.of(text) !== undefined;
    const editor = (this.editor = editorToFollow(this.editor, isReadable));
    const { network } = this.engine;
    const document = editor && this.documents.of(editor.document);
    const { target } = this;
    if (target && (target.editor !== editor || target.document !== document || target.network !== network))
      this.clear();
    if (!document || !network || this.target) return;
    const reader = this.documents.reader(document, network);
    const tint = new Tint(network, document.source, reader, this.measure(network.manifest.cell));
    this.target = { editor, document, network, tint };
    this.soon();
  }

  private measure(cell: Cell): (rows: readonly Row[]) => number {
    if (this.mode === 'surprise') return rows => rows.reduce((sum, { surprise }) => sum + surprise, 0);
    const unit = this.chosen ?? 0;
    return rows => shadeOf(cell, rows.at(-1)?.hidden[unit] ?? 0);
  }

  private edited({ document, changes }: DocumentEdit): void {
    const { target } = this;
    if (document !== target?.document) return;
    for (const { offset, removed, text } of changes)
      target.tint.edited({ offset, removed, inserted: text.length });
    this.soon();
  }

  /** Colours what is on screen once nothing has happened for a moment. */
  private soon(): void {
    this.pause();
    const { work, target } = this;
    if (!target) return;
    this.timer = setTimeout(() => {
      const { editor, document, tint } = target;
      // Of a notebook's cells the one that is worked in is coloured.
      const begin = document.offsetAt(editor.document, new Position(0, 0));
      const [from, to] = around(editor);
      const draw = () => {
        if (!work.isCancellationRequested) this.draw(target, begin, from, to);
      };
      tint
        .fill(begin + from, begin + to, work, draw)
        .then(done => {
          if (done) draw();
        })
        .catch((error: unknown) => {
          if (this.target !== target || this.engine.network !== target.network) return;
          this.log.error('The text could not be coloured.', error);
          this.by = 'off';
        });
    }, stillness);
  }

  /** Draws a stretch of an editor's text, which begins at an offset in its document. */
  private draw({ editor, tint }: Target, begin: number, from: number, to: number): void {
    const { document } = editor;
    const positionAt = (offset: number) => document.positionAt(offset - begin);
    const binOf = this.mode === 'surprise' ? surpriseBin : signedBin;
    const ranges = new Map<number, Range[]>();
    const found = stretches(tint.of(begin + from, begin + to), binOf).slice(0, maximumStretches);
    this.stretchCount = found.length;
    for (const { start, end, bin } of found) {
      const of = ranges.get(bin) ?? [];
      of.push(new Range(positionAt(start), positionAt(end)));
      ranges.set(bin, of);
    }
    for (const bin of ranges.keys()) {
      if (!this.decorations.has(bin))
        this.decorations.set(bin, window.createTextEditorDecorationType(this.look(bin)));
    }
    for (const [bin, decoration] of this.decorations)
      editor.setDecorations(decoration, ranges.get(bin) ?? []);
  }

  /** How a bin looks: tinted behind the text or, where contrast comes first, underlined the more heavily the further from 0. */
  private look(bin: number): DecorationRenderOptions {
    const { kind } = window.activeColorTheme;
    const isContrast = kind === ColorThemeKind.HighContrast || kind === ColorThemeKind.HighContrastLight;
    const share = Math.abs(bin) / (this.mode === 'surprise' ? 7 : 5);
    const closed = { rangeBehavior: DecorationRangeBehavior.ClosedClosed };
    if (isContrast) {
      const style = bin < 0 ? 'dashed' : 'solid';
      return { ...closed, textDecoration: `underline ${style} ${(1 + 3 * share).toFixed(1)}px` };
    }
    const [dark, light] =
      bin < 0 ? colours.negative : this.mode === 'unit' ? colours.positive : colours.surprise;
    const alpha = (0.08 + 0.47 * share).toFixed(2);
    return {
      ...closed,
      dark: { backgroundColor: `rgba(${dark}, ${alpha})` },
      light: { backgroundColor: `rgba(${light}, ${alpha})` },
    };
  }
}

/** The theme colours of the same names in package.json, for dark and light themes: a decoration cannot make those translucent. */
const colours = {
  positive: ['78, 161, 255', '0, 98, 191'],
  negative: ['232, 145, 55', '184, 92, 0'],
  surprise: ['197, 134, 192', '150, 60, 140'],
} as const;

/** The visible text and a screen around it, in UTF-16 units. */
function around({ document, visibleRanges }: TextEditor): [from: number, to: number] {
  const first = Math.min(...visibleRanges.map(({ start }) => start.line));
  const last = Math.max(...visibleRanges.map(({ end }) => end.line));
  if (!Number.isFinite(first)) return [0, 0];
  const screen = last - first + 1;
  const from = offsetOf(document, first - screen);
  const to = offsetOf(document, last + screen + 1);
  if (to - from <= maximumText) return [from, to];
  const seen = offsetOf(document, first);
  return [seen, Math.min(to, seen + maximumText)];
}

function offsetOf(document: TextDocument, line: number): number {
  if (line >= document.lineCount) return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
  return document.offsetAt(document.lineAt(Math.max(0, line)).range.start);
}

/** The commands that colour, and stop colouring. */
export function registerColouring(overlay: Overlay): Disposable[] {
  return [
    commands.registerCommand('unroll.colourBySurprise', () => (overlay.by = 'surprise')),
    commands.registerCommand('unroll.colourOff', () => (overlay.by = 'off')),
    commands.registerCommand('unroll.colourByUnit', async () => {
      if (overlay.unit !== undefined) overlay.by = 'unit';
      else {
        await commands.executeCommand('unroll.showActivations');
        void window.showInformationMessage(t`Unroll: pin a unit in the view Activations first.`);
      }
    }),
  ];
}
