import type * as vscode from 'vscode';
import type { FakeDocument, Replacement } from './documents.js';
import { InlineCompletionTriggerKind, TextEditorRevealType, TextEditorSelectionChangeKind } from './enums.js';
import { CancellationTokenSource } from './events.js';
import type { Host } from './host.js';
import { Range, Selection } from './positions.js';

/** What is selected, in UTF-16 units; the caret stands at `active`. */
export interface Span {
  readonly anchor: number;
  readonly active: number;
}

/** What moved the selection, as far as VS Code names it. */
type Kind = vscode.TextEditorSelectionChangeKind | 'unnamed';

/** Lines that fit into an editor. */
const height = 30;

/** An editor: what a person does in it, and what of that the extension sees, which is told it after the fact. */
export class FakeEditor {
  /** What the extension has of it. */
  readonly api: vscode.TextEditor;
  /** The ranges that it was last asked to decorate, by how. */
  readonly decorations = new Map<vscode.TextEditorDecorationType, readonly vscode.Range[]>();
  isClosed = false;
  private spans: readonly Span[] = [{ anchor: 0, active: 0 }];
  private top = 0;
  /** As the extension was last told. */
  private seen: { selections: readonly vscode.Selection[]; visible: readonly vscode.Range[] };
  private asking: CancellationTokenSource | undefined;

  constructor(
    private readonly host: Host,
    readonly document: FakeDocument,
    viewColumn: vscode.ViewColumn,
  ) {
    this.seen = { selections: this.selections, visible: this.visible };
    this.api = this.facade(viewColumn);
  }

  /** Where the caret stands, in UTF-16 units. */
  get caret(): number {
    return this.spans[0]?.active ?? 0;
  }

  /** A key, or several as one: in place of what is selected, at every caret. */
  type(text: string): void {
    const order = [...this.spans].sort((a, b) => Math.min(a.anchor, a.active) - Math.min(b.anchor, b.active));
    const replacements = order.map(({ anchor, active }) => ({
      offset: Math.min(anchor, active),
      removed: Math.abs(anchor - active),
      text,
    }));
    this.edit(replacements, TextEditorSelectionChangeKind.Keyboard);
  }

  backspace(): void {
    const spans = this.spans.map(
      ({ anchor, active }) => [Math.min(anchor, active), Math.max(anchor, active)] as const,
    );
    const { document } = this;
    const replacements = spans.map(([from, to]) => {
      const before = document.offsetAt(document.positionAt(Math.max(0, from - 1)));
      const start = from === to ? before : from;
      return { offset: start, removed: to - start, text: '' };
    });
    this.edit(replacements, TextEditorSelectionChangeKind.Keyboard);
  }

  /** One edit of several places, after which each has a caret where it ends. */
  edit(replacements: readonly Replacement[], kind: Kind = 'unnamed'): void {
    const order = [...replacements].sort((a, b) => a.offset - b.offset);
    this.host.change(this.document, documents => documents.edit(this.document, order), this);
    let moved = 0;
    const { document } = this;
    const carets = order.map(({ offset, removed, text }) => {
      const { length } = text.replace(/\r\n|\r|\n/g, document.lineEnd);
      moved += length - removed;
      return offset + removed + moved;
    });
    if (carets.length > 0) this.spans = carets.map(active => ({ anchor: active, active }));
    this.tell(kind);
  }

  /** Replaces all that matches, as one edit. */
  replaceAll(what: RegExp, by: string): void {
    const found = [...this.document.getText().matchAll(new RegExp(what, 'g'))];
    const replacements = found.map(({ index, 0: text }) => ({
      offset: index,
      removed: text.length,
      text: by,
    }));
    if (replacements.length === 0) return;
    this.host.change(this.document, documents => documents.edit(this.document, replacements), this);
    this.tell('unnamed');
  }

  undo(): void {
    const changes = this.host.change(this.document, documents => documents.undo(this.document), this);
    this.afterRevert(changes);
  }

  redo(): void {
    const changes = this.host.change(this.document, documents => documents.redo(this.document), this);
    this.afterRevert(changes);
  }

  /** Inserts a snippet with one placeholder that holds text: the selection moves twice, and no move is named. */
  insertSnippet(text: string, placeholder: readonly [from: number, to: number]): void {
    const at = this.caret;
    this.edit([{ offset: at, removed: 0, text }]);
    this.select([{ anchor: at + placeholder[0], active: at + placeholder[1] }], 'unnamed');
  }

  /** Puts the caret somewhere. */
  move(offset: number, kind: Kind = TextEditorSelectionChangeKind.Mouse): void {
    this.select([{ anchor: offset, active: offset }], kind);
  }

  select(spans: readonly Span[], kind: Kind = TextEditorSelectionChangeKind.Mouse): void {
    this.host.deliver();
    this.spans = spans.map(({ anchor, active }) => ({
      anchor: this.within(anchor),
      active: this.within(active),
    }));
    this.reveal(this.document.positionAt(this.caret).line, TextEditorRevealType.Default);
    this.tell(kind);
  }

  scroll(line: number): void {
    this.host.deliver();
    this.top = Math.max(0, Math.min(line, this.document.lineCount - 1));
    this.tell('unnamed');
  }

  /**
   * The editor asks for ghost text, and takes back what it asked before.
   * @param context asked for by hand, or with an item of the completion list selected
   */
  async complete(
    context: Partial<vscode.InlineCompletionContext> = {},
  ): Promise<vscode.InlineCompletionItem[]> {
    this.host.deliver();
    this.asking?.cancel();
    const asking = (this.asking = new CancellationTokenSource());
    const whole = {
      triggerKind: InlineCompletionTriggerKind.Automatic,
      selectedCompletionInfo: undefined,
      ...context,
    };
    const position = this.document.positionAt(this.caret);
    const items = await this.host.inlineProviders.ask(this.document, position, whole, asking.token);
    return asking.token.isCancellationRequested ? [] : items;
  }

  /** Takes an item whole: its text is inserted, and then its command run. */
  async accept({ insertText, range, command }: vscode.InlineCompletionItem): Promise<void> {
    const { document } = this;
    const at = range ?? new Range(document.positionAt(this.caret), document.positionAt(this.caret));
    const offset = document.offsetAt(at.start);
    const text = typeof insertText === 'string' ? insertText : insertText.value;
    this.edit([{ offset, removed: document.offsetAt(at.end) - offset, text }]);
    if (command) await this.host.commands.run(command.command, command.arguments ?? []);
  }

  /** Moves what is selected with an edit of the document, whoever made it. */
  moveWith(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const moved = (offset: number) => {
      for (const { rangeOffset, rangeLength, text } of changes)
        if (rangeOffset + rangeLength <= offset) offset += text.length - rangeLength;
        else if (rangeOffset < offset) offset = rangeOffset + Math.min(offset - rangeOffset, text.length);
      return offset;
    };
    this.spans = this.spans.map(({ anchor, active }) => ({ anchor: moved(anchor), active: moved(active) }));
  }

  /** Tells the extension of what changed since it was last told, in VS Code's order; later, where selections are late. */
  tell(kind: Kind): void {
    this.host.post(() => {
      if (this.isClosed) return;
      const before = this.seen;
      this.top = Math.min(this.top, this.document.lineCount - 1);
      const { selections, visible } = this;
      this.seen = { selections, visible };
      const textEditor = this.api;
      const isSame = (a: readonly vscode.Range[], b: readonly vscode.Range[]) =>
        JSON.stringify(a) === JSON.stringify(b);
      if (!isSame(before.selections, selections))
        this.host.window.selectionChanged.fire({
          ...{ textEditor, selections },
          kind: kind === 'unnamed' ? undefined : kind,
        });
      if (!isSame(before.visible, visible))
        this.host.window.visibleRangesChanged.fire({ textEditor, visibleRanges: visible });
    });
  }

  private get selections(): readonly Selection[] {
    const { document } = this;
    return this.spans.map(
      ({ anchor, active }) => new Selection(document.positionAt(anchor), document.positionAt(active)),
    );
  }

  private get visible(): readonly Range[] {
    const { document, top } = this;
    const last = Math.min(top + height, document.lineCount) - 1;
    return [new Range(top, 0, last, document.lineAt(last).text.length)];
  }

  private within(offset: number): number {
    return this.document.offsetAt(this.document.positionAt(offset));
  }

  private afterRevert(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    const [last] = changes;
    if (!last) return;
    const before = changes
      .slice(1)
      .reduce((sum, { text, rangeLength }) => sum + text.length - rangeLength, 0);
    const active = last.rangeOffset + before + last.text.length;
    this.spans = [{ anchor: active, active }];
    this.tell('unnamed');
  }

  private reveal(line: number, how: vscode.TextEditorRevealType): void {
    const isSeen = line >= this.top && line < this.top + height;
    if (
      isSeen &&
      (how === TextEditorRevealType.Default || how === TextEditorRevealType.InCenterIfOutsideViewport)
    )
      return;
    this.top = Math.max(0, how === TextEditorRevealType.AtTop ? line : line - height / 2);
  }

  private facade(viewColumn: vscode.ViewColumn): vscode.TextEditor {
    const seen = () => this.seen;
    /** What the extension selects it sees at once; it is told in a later turn. */
    const select = (selections: readonly vscode.Selection[]) => {
      if (this.isClosed) return;
      const { document } = this;
      this.host.postLater(() => {
        this.spans = selections.map(({ anchor, active }) => ({
          anchor: document.offsetAt(anchor),
          active: document.offsetAt(active),
        }));
        this.tell(TextEditorSelectionChangeKind.Command);
      });
    };
    return {
      document: this.document,
      options: { tabSize: 4, insertSpaces: true },
      viewColumn,
      get selection() {
        return seen().selections[0] ?? new Selection(0, 0, 0, 0);
      },
      set selection(selection) {
        select([selection]);
      },
      get selections() {
        return seen().selections;
      },
      set selections(selections) {
        select(selections);
      },
      get visibleRanges() {
        return seen().visible;
      },
      edit: () => Promise.reject(new Error('no edit is made by an extension here')),
      insertSnippet: () => Promise.reject(new Error('no snippet is inserted by an extension here')),
      setDecorations: (type, ranges) => {
        if (this.isClosed) return;
        this.decorations.set(
          type,
          ranges.map(range => ('range' in range ? range.range : range)),
        );
      },
      revealRange: (range, how = TextEditorRevealType.Default) => {
        this.host.postLater(() => {
          this.reveal(Math.min(range.start.line, this.document.lineCount - 1), how);
          this.tell('unnamed');
        });
      },
      show: () => undefined,
      hide: () => undefined,
    };
  }
}
