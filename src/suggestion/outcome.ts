import type { TextChange } from '../reading/source.js';

/** Ghost text that was handed to the editor. */
export interface ShownSuggestion {
  /** Whatever stands for the document: compared by identity. */
  readonly document: unknown;
  /** Where the caret stands, in UTF-16 units. */
  readonly offset: number;
  /** The line up to the caret. */
  readonly prefix: string;
  readonly text: string;
  /** Others that can be chosen in its place, where it was asked for by hand. */
  readonly alternatives?: readonly string[];
}

/** What became of an offer. */
export type Outcome =
  | { readonly kind: 'shown' }
  /** All of what was left of it was taken with one key, or a word of it. `first`: nothing of it was taken before. */
  | { readonly kind: 'full' | 'word'; readonly characters: number; readonly first: boolean }
  /** Something else was typed. */
  | { readonly kind: 'rejected'; readonly offer: ShownSuggestion; readonly first: boolean };

interface Open {
  /** What is on screen: one of the alternatives, once that was chosen. */
  offer: ShownSuggestion;
  /** What of its text is in the document by now. */
  done: number;
  /** How much of that came at once and may prove to be a taking of all or of a word. */
  pending: number;
  /** Was some of it taken? */
  taken: boolean;
  /** Has the caret gone elsewhere, so that nothing but word of a full take can follow? */
  gone: boolean;
}

const pairs = new Set(['()', '[]', '{}', '""', "''", '``', '<>']);

/**
 * Infers what became of ghost text, since the editor tells only of full takes: from the changes to the document. What grows
 * key by key along the offer is typed through; what comes at once is a word of it that was taken; anything else typed
 * in its place rejects it. To delete or to go elsewhere is no judgement.
 */
export class OutcomeTracker {
  private open: Open | undefined;

  constructor(private readonly report: (outcome: Outcome) => void) {}

  /** Ghost text is handed to the editor. What is left of the one that is there already is not shown anew. */
  offered(offer: ShownSuggestion): void {
    this.settle();
    const { open } = this;
    if (open && this.isHere(open, offer.document, offer.offset)) {
      if (open.offer.text.slice(open.done) === offer.text) return;
    }
    this.open = { offer, done: 0, pending: 0, taken: false, gone: false };
    this.report({ kind: 'shown' });
  }

  /** Is there an offer in this document? */
  follows(document: unknown): boolean {
    return this.open?.offer.document === document;
  }

  edited(document: unknown, changes: readonly TextChange[]): void {
    this.settle();
    const { open } = this;
    if (open?.offer.document !== document || !open) return;
    const [change] = changes;
    const at = open.offer.offset + open.done;
    if (!change || changes.every(({ offset }) => offset > at)) return;
    if (changes.length > 1 || change.offset + change.removed < at) this.moveOrClose(open, changes);
    else this.typed(open, change);
  }

  /** The caret stands there now. */
  moved(document: unknown, offset: number): void {
    const { open } = this;
    if (open?.offer.document !== document || !open || this.isHere(open, document, offset)) return;
    // A take may set the caret behind what the suggestion reaches over, and is told of only afterwards.
    if (open.pending > 0) open.gone = true;
    else this.open = undefined;
  }

  /**
   * The editor says that all of it was taken. It comes after the change.
   * @param characters what the suggestion held, for where the change told nothing of it
   */
  taken(characters: number): void {
    const { open } = this;
    const left = open ? open.offer.text.length - open.done + open.pending : characters;
    this.report({ kind: 'full', characters: left, first: !open?.taken });
    this.open = undefined;
  }

  /** The document is no more, or the offer not to be followed further. */
  forget(document: unknown): void {
    if (this.open?.offer.document === document) this.open = undefined;
  }

  private isHere(open: Open, document: unknown, offset: number): boolean {
    return open.offer.document === document && open.offer.offset + open.done === offset;
  }

  /** What came at once and was no full take is a word of it; where nothing is left of it, it was pasted. */
  private settle(): void {
    const { open } = this;
    if (!open || open.pending === 0) return;
    const characters = open.pending;
    open.pending = 0;
    const isAll = open.done === open.offer.text.length;
    if (isAll || open.gone) this.open = undefined;
    if (isAll) return;
    this.report({ kind: 'word', characters, first: !open.taken });
    open.taken = true;
  }

  private typed(open: Open, { offset, removed, text }: TextChange): void {
    const { offer } = open;
    const at = offer.offset + open.done;
    const rest = offer.text.slice(open.done);
    if (text === '') {
      // A deletion: of what stands before the caret, or behind it.
      if (offset < at) this.open = undefined;
      return;
    }
    // A completion list writes the word again from its beginning.
    const before = at - offset;
    const line = offer.prefix + offer.text.slice(0, open.done);
    const again = line.slice(line.length - before);
    const fresh = text.startsWith(again) ? text.slice(again.length) : undefined;
    if (fresh !== undefined && !rest.startsWith(fresh)) this.choose(open, fresh);
    if (fresh !== undefined && open.offer.text.startsWith(fresh, open.done)) {
      open.done += fresh.length;
      if (before === 0 && fresh.length > 1) open.pending = fresh.length;
      else if (open.done === open.offer.text.length) this.open = undefined;
    } else if (pairs.has(text) && removed === 0 && rest.startsWith(text.charAt(0))) {
      // The editor closed at once what was opened.
      open.done++;
      if (open.done === offer.text.length) this.open = undefined;
    } else {
      this.open = undefined;
      this.report({
        kind: 'rejected',
        offer: { ...offer, offset: at, prefix: line, text: rest },
        first: !open.taken,
      });
    }
  }

  /** Turns to the alternative that goes on with what was typed, if there is one. */
  private choose(open: Open, fresh: string): void {
    const { offer, done } = open;
    const typed = offer.text.slice(0, done) + fresh;
    const text = offer.alternatives?.find(other => other.startsWith(typed));
    if (text !== undefined) open.offer = { ...offer, text };
  }

  /** Changes elsewhere move the offer; changes in its place end it without a judgement. */
  private moveOrClose(open: Open, changes: readonly TextChange[]): void {
    const at = open.offer.offset + open.done;
    let moved = 0;
    for (const { offset, removed, text } of changes) {
      if (offset > at) continue;
      if (offset + removed >= open.offer.offset - open.offer.prefix.length) {
        this.open = undefined;
        return;
      }
      moved += text.length - removed;
    }
    this.open = { ...open, offer: { ...open.offer, offset: open.offer.offset + moved } };
  }
}
