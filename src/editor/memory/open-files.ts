import { EventEmitter, window, type TextDocument } from 'vscode';
import { CredentialMask } from '../../memory/credentials/mask.js';
import { Memory } from '../../memory/memory.js';
import { Mixer } from '../../memory/mixer.js';
import model from '../../memory/mixer.json';
import { encode } from '../../network/bytes.js';
import { inSlices, never, type Cancellation } from '../../scheduler.js';
import type { Recollection } from '../../suggestion/predictor.js';
import { DisposableOwner } from '../disposable.js';
import type { Documents } from '../documents/documents.js';
import type { OpenDocument } from '../documents/open-document.js';
import type { DocumentSilences } from '../ghost-text/document-silences.js';
import type { Log } from '../log.js';
import type { SettingsStore } from '../settings/settings.js';

/** Longest text that is held, in UTF-16 units. */
const maximumUnits = 500_000;
/** Failures after which the memory is left alone until a setting of ours changes. */
const maximumFailures = 3;
/** Milliseconds that an answer waits for the memory to take in what was typed: a large text is sorted for longer when it is first seen. */
const longestWait = 10;

/** A document that the memory holds, at the edition that was written. */
interface Written {
  readonly document: OpenDocument;
  readonly mask: CredentialMask;
  edition: number;
}

/** Holds the open files in the memory as they change, and asks it at a caret. A failure of the memory takes no suggestion down. */
export class OpenFiles extends DisposableOwner {
  readonly memory: Memory;
  private readonly mixer = new Mixer(model);
  /** Documents by their names in the memory; they may have changed since they were written. */
  private readonly written = new Map<string, Written>();
  private failures = 0;
  private readonly cleared = this.register(new EventEmitter<void>());
  /** The memory failed and was cleared: the workspace has to be read again. */
  readonly onDidClear = this.cleared.event;
  /** Documents are written one after another. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: SettingsStore,
    private readonly documents: Documents,
    private readonly documentSilences: DocumentSilences,
    private readonly log: Log,
  ) {
    super();
    this.memory = new Memory(settings.memory().budget);
    this.register(
      window.onDidChangeActiveTextEditor(editor => {
        if (editor) this.remember(editor.document);
      }),
    );
    this.register(
      documents.onDidEnd(document => {
        // One that is excluded is forgotten; one that is closed may go on as a file of the workspace.
        if (document.endedBy === 'excluded') this.forget(document);
        else this.close(document);
      }),
    );
    this.register(
      settings.onDidChange(() => {
        this.failures = 0;
        // What is switched off from now on is not to be held either.
        for (const { document } of [...this.written.values()])
          if (settings.memory().holds === 'off' || !this.mayHold(document)) this.forget(document);
        this.memory.setBudget(settings.memory().budget);
      }),
    );
    this.register({ dispose: () => this.memory.clear() });
  }

  /** Takes the text in front of the person into the memory, ahead of need. */
  begin(): void {
    for (const { document } of window.visibleTextEditors) this.remember(document);
  }

  /**
   * The memory as it is asked at a caret, once it has seen the document as it is. Undefined where it is off, failed, or is still taking
   * in a large text: what it has of an older text may stand after the caret, and would be said twice.
   */
  async at(
    document: OpenDocument,
    offset: number,
    cancellation: Cancellation,
  ): Promise<Recollection | undefined> {
    if (this.settings.memory().holds === 'off' || this.failures >= maximumFailures) return undefined;
    try {
      const { edition } = document;
      const name = memoryName(document);
      await Promise.race([this.write(document, cancellation), sleep(longestWait)]);
      if (cancellation.isCancellationRequested || document.edition !== edition) return undefined;
      if (this.mayHold(document) && this.written.get(name)?.edition !== edition) return undefined;
      // CRLF counts one byte. Of a text that is not held no place is told apart.
      const at = this.memory.isOpen(name) ? encode(document.source.slice(0, offset)).length : 0;
      const failed = (error: unknown) => this.failed(error);
      return {
        memory: this.memory,
        mixer: this.mixer,
        spot: { name, at },
        failed,
      };
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  private failed(error: unknown): void {
    this.log.error(
      'The memory failed and is filled again; suggestions go on without it meanwhile. After three failures it stays off until a setting of Unroll changes. Report this log.',
      error,
    );
    // What a failure leaves behind is not to be trusted: it is written afresh.
    this.written.clear();
    this.memory.clear();
    if (++this.failures < maximumFailures) this.cleared.fire();
  }

  private remember(text: TextDocument): void {
    const document = this.documents.of(text);
    if (!document || this.settings.memory().holds === 'off') return;
    this.write(document, never).catch((error: unknown) => this.failed(error));
  }

  /** Writes a document, and the other ones that were changed since. */
  private write(document: OpenDocument, cancellation: Cancellation): Promise<void> {
    const done = this.last.then(async () => {
      const { holds } = this.settings.memory();
      const name = memoryName(document);
      if (this.mayHold(document) && this.written.get(name)?.document !== document)
        this.written.set(name, { document, mask: new CredentialMask(), edition: -1 });
      for (const [name, written] of [...this.written]) {
        if (cancellation.isCancellationRequested) return;
        if (holds === 'off' || (holds === 'file' && written.document !== document))
          this.forget(written.document);
        else if (written.document !== document && !this.memory.isOpen(name)) this.written.delete(name);
        else if (written.document.edition !== written.edition || !this.memory.isOpen(name))
          await this.bringUpToDate(name, written);
      }
    });
    this.last = done.catch(() => undefined);
    return done;
  }

  private async bringUpToDate(name: string, written: Written) {
    const { document } = written;
    const { edition } = document;
    if (!this.mayHold(document)) {
      this.forget(document);
      return;
    }
    const text = document.source.slice(0, document.source.length);
    const bytes = await inSlices(written.mask.update(encode(text)));
    if (bytes) await inSlices(this.memory.write(name, bytes));
    written.edition = edition;
    if (this.written.get(name) === written) return;
    // It ended while it was sorted.
    if (document.endedBy === 'excluded' || !document.isEnded) this.memory.forget(name);
    else this.memory.close(name);
  }

  /** A document may not be held any more. */
  private forget(document: OpenDocument): void {
    const name = memoryName(document);
    if (this.written.get(name)?.document !== document) return;
    this.written.delete(name);
    this.memory.forget(name);
  }

  /** A document ended. */
  private close(document: OpenDocument): void {
    const name = memoryName(document);
    if (this.written.get(name)?.document !== document) return;
    this.written.delete(name);
    this.memory.close(name);
  }

  private mayHold(document: OpenDocument): boolean {
    if (document.isEnded || this.documentSilences.of(document.text, true) !== undefined) return false;
    return document.source.length <= maximumUnits;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

/** What a document is called in the memory: its address, which for a cell is that of its notebook. */
export function memoryName({ uri }: Pick<OpenDocument, 'uri'>): string {
  return uri.toString();
}
