import { window, workspace, type Disposable, type Position, type TextDocument } from 'vscode';
import type { Caret } from '../../suggestion/answers.js';
import { Backoff } from '../../suggestion/caution.js';
import { OutcomeTracker, type Outcome } from '../../suggestion/outcome.js';
import { Rejections } from '../../suggestion/rejections.js';
import type { Counters } from '../status/counters.js';

/** How much the newest show weighs in the share of shows that were taken. */
const newest = 0.1;

/** Follows what becomes of suggestions, and draws the conclusions: what to count, what not to offer again, when to back off. */
export class Outcomes implements Disposable {
  private readonly tracker = new OutcomeTracker(outcome => this.became(outcome));
  private readonly backoff = new Backoff();
  private readonly rejections = new Rejections();
  private share = 0.5;
  private readonly subscriptions: Disposable[] = [
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // Offsets are of the text before the event: taken from the end, no change moves the ones still to come.
      const changes = contentChanges
        .map(({ rangeOffset, rangeLength, text }) => ({ offset: rangeOffset, removed: rangeLength, text }))
        .sort((a, b) => b.offset - a.offset);
      for (const { offset, removed, text } of changes)
        this.rejections.edited(document, { offset, removed, inserted: text.length });
      this.tracker.edited(document, changes);
    }),
    window.onDidChangeTextEditorSelection(({ textEditor, selections: [selection] }) => {
      const { document } = textEditor;
      if (textEditor !== window.activeTextEditor || !selection || !this.tracker.follows(document)) return;
      this.tracker.moved(document, document.offsetAt(selection.active));
    }),
    workspace.onDidCloseTextDocument(document => {
      this.tracker.forget(document);
      this.rejections.forget(document);
    }),
  ];

  constructor(private readonly counters: Counters) {}

  /** Ghost text goes to the editor. */
  offered(document: TextDocument, position: Position, prefix: string, text: string): void {
    this.tracker.offered({ document, offset: document.offsetAt(position), prefix, text });
  }

  /** The editor says that a suggestion of so many characters was taken whole. */
  taken(characters: number): void {
    this.tracker.taken(characters);
  }

  /** Was the same typed past before in the same place? */
  wasRejected({ document, lineStart, prefix }: Caret, text: string): boolean {
    return this.rejections.has({ document, lineStart, line: prefix + text });
  }

  /** How many times less likely a suggestion has to be wrong, after what became of the last ones. */
  caution(): number {
    return this.backoff.cautionAt(performance.now());
  }

  /** The share of the last shows that were taken, from 0 to 1; 0.5 where nothing is known. */
  acceptance(): number {
    return this.share;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private became(outcome: Outcome): void {
    const now = performance.now();
    switch (outcome.kind) {
      case 'shown':
        this.counters.count({ shown: 1, accepted: 0, saved: 0 });
        break;
      case 'full':
      case 'word':
        this.counters.count({ shown: 0, accepted: Number(outcome.first), saved: outcome.characters - 1 });
        if (outcome.first) {
          this.share += newest * (1 - this.share);
          this.backoff.accepted(now);
        }
        break;
      case 'rejected': {
        const { document, offset, prefix, text } = outcome.offer;
        this.rejections.remember({ document, lineStart: offset - prefix.length, line: prefix + text });
        if (outcome.first) {
          this.share -= newest * this.share;
          this.backoff.rejected(now);
        }
        break;
      }
    }
  }
}
