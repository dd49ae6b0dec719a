import { window } from 'vscode';
import type { Caret } from '../../suggestion/answers.js';
import { Backoff } from '../../suggestion/caution.js';
import { OutcomeTracker, type Outcome } from '../../suggestion/outcome.js';
import { Rejections } from '../../suggestion/rejections.js';
import { DisposableOwner } from '../disposable.js';
import type { Documents } from '../documents/documents.js';
import type { OpenDocument } from '../documents/open-document.js';
import type { Counters } from '../status/counters.js';

/** Follows the outcomes of suggestions: counts them, remembers rejected ones, and backs off after repeated rejections. */
export class Outcomes extends DisposableOwner {
  private readonly tracker = new OutcomeTracker(outcome => this.handle(outcome));
  private readonly backoff = new Backoff();
  private readonly rejections = new Rejections();

  constructor(
    documents: Documents,
    private readonly counters: Counters,
  ) {
    super();
    this.register(
      documents.onDidEdit(({ document, changes }) => {
        for (const { offset, removed, text } of changes)
          this.rejections.edited(document, { offset, removed, inserted: text.length });
        this.tracker.edited(document, changes);
      }),
    );
    this.register(
      documents.onDidEnd(document => {
        this.tracker.forget(document);
        this.rejections.forget(document);
      }),
    );
    this.register(
      window.onDidChangeTextEditorSelection(({ textEditor, selections: [selection] }) => {
        const document = documents.of(textEditor.document);
        if (!document || textEditor !== window.activeTextEditor || !selection) return;
        if (this.tracker.follows(document))
          this.tracker.moved(document, document.offsetAt(textEditor.document, selection.active));
      }),
    );
  }

  /** Ghost text goes to the editor for an offset: the first of the texts is shown, the others can be chosen in its place. */
  offered(document: OpenDocument, offset: number, prefix: string, texts: readonly string[]): void {
    const [text, ...alternatives] = texts;
    if (text === undefined) return;
    this.tracker.offered({ document, offset, prefix, text, alternatives });
  }

  /** Reports that the editor accepted a suggestion in full. @param characters its length */
  taken(characters: number): void {
    this.tracker.taken(characters);
  }

  /** Was the same typed past before in the same place? */
  wasRejected({ document, lineStart, prefix }: Caret, text: string): boolean {
    return this.rejections.has({ document, lineStart, prefix, text });
  }

  /** How many times less likely a suggestion has to be wrong, after what became of the last ones. */
  caution(): number {
    return this.backoff.cautionAt(performance.now());
  }

  private handle(outcome: Outcome): void {
    const now = performance.now();
    switch (outcome.kind) {
      case 'shown':
        this.counters.count({ shown: 1, accepted: 0, saved: 0 });
        break;
      case 'full':
      case 'word':
        this.counters.count({ shown: 0, accepted: Number(outcome.first), saved: outcome.characters - 1 });
        if (outcome.first) this.backoff.accepted(now);
        break;
      case 'rejected': {
        const { document, offset, prefix, text } = outcome.offer;
        this.rejections.remember({ document, lineStart: offset - prefix.length, prefix, text });
        if (outcome.first) this.backoff.rejected(now);
        break;
      }
    }
  }
}
