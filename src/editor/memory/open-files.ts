import { window, workspace, type Disposable, type TextDocument } from 'vscode';
import { Memory } from '../../memory/memory.js';
import { Mixer } from '../../memory/mixer.js';
import model from '../../memory/mixer.json';
import { encode } from '../../network/bytes.js';
import { inSlices } from '../../scheduler.js';
import type { Recollection } from '../../suggestion/predictor.js';
import type { Log } from '../log.js';
import type { SettingsStore } from '../settings/settings.js';
import type { DocumentSilences } from '../ghost-text/document-silences.js';

/** Longest text that is held, in UTF-16 units: a key in it costs a pass over all of its places. */
const largest = 500_000;

/** Holds the open files in the memory as they change, and asks it at a caret. */
export class OpenFiles implements Disposable {
  readonly memory: Memory;
  private readonly mixer = new Mixer(model);
  /** Held documents by their names in the memory; they may have changed since they were written. */
  private readonly held = new Map<string, { readonly document: TextDocument; version: number }>();
  /** Documents are written one after another. */
  private last: Promise<unknown> = Promise.resolve();
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly settings: SettingsStore,
    private readonly documentSilences: DocumentSilences,
    private readonly log: Log,
  ) {
    this.memory = new Memory(settings.memory().budget);
    this.subscriptions = [
      window.onDidChangeActiveTextEditor(editor => {
        if (editor) this.remember(editor.document);
      }),
      workspace.onDidCloseTextDocument(document => this.close(memoryName(document))),
      workspace.onDidChangeConfiguration(event => {
        if (!event.affectsConfiguration('unroll')) return;
        // What is excluded from now on is not to be held either.
        for (const { document } of [...this.held.values()])
          if (settings.memory().holds === 'off' || !this.mayHold(document)) this.close(memoryName(document));
        this.memory.setBudget(settings.memory().budget);
      }),
    ];
  }

  /** Takes the text in front of the person into the memory, ahead of need. */
  begin(): void {
    for (const { document } of window.visibleTextEditors) this.remember(document);
  }

  /** The memory as it is asked at a caret, once it has seen the document as it is; undefined where it is off. */
  async at(document: TextDocument, offset: number): Promise<Recollection | undefined> {
    if (this.settings.memory().holds === 'off') return undefined;
    await this.write(document);
    const name = memoryName(document);
    // CRLF counts one byte.
    const before = document.getText().slice(0, offset);
    return { memory: this.memory, mixer: this.mixer, spot: { name, at: encode(before).length } };
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.memory.clear();
  }

  private remember(document: TextDocument): void {
    if (this.settings.memory().holds === 'off') return;
    this.write(document).catch((error: unknown) =>
      this.log.error('An open file could not be taken into the memory; suggestions go on without it.', error),
    );
  }

  /** Writes a document, and the other ones that were changed since. */
  private write(document: TextDocument): Promise<void> {
    const done = this.last.then(async () => {
      const { holds } = this.settings.memory();
      const name = memoryName(document);
      if (this.mayHold(document) && !this.held.has(name)) this.held.set(name, { document, version: -1 });
      for (const [name, held] of [...this.held]) {
        if (holds === 'off' || (holds === 'file' && held.document !== document)) this.close(name);
        else if (held.document !== document && !this.memory.isOpen(name)) this.held.delete(name);
        else if (held.document.version !== held.version || !this.memory.isOpen(name))
          await this.bringUpToDate(name, held);
      }
    });
    this.last = done.catch(() => undefined);
    return done;
  }

  private async bringUpToDate(name: string, held: { readonly document: TextDocument; version: number }) {
    const { document } = held;
    const { version } = document;
    if (!this.mayHold(document)) {
      this.close(name);
      return;
    }
    await inSlices(this.memory.write(name, encode(document.getText())));
    held.version = version;
    // Closed, or excluded, while it was sorted.
    if (this.held.get(name) !== held) this.memory.forget(name);
  }

  private close(name: string): void {
    this.held.delete(name);
    this.memory.close(name);
  }

  private mayHold(document: TextDocument): boolean {
    if (document.isClosed || this.documentSilences.of(document, true) !== undefined) return false;
    return document.offsetAt(document.lineAt(document.lineCount - 1).range.end) <= largest;
  }
}

/** What a document is called in the memory: its address. */
export function memoryName({ uri }: Pick<TextDocument, 'uri'>): string {
  return uri.toString();
}
