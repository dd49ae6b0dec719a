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

interface OpenOffer {
  /** What is on screen: one of the alternatives, once that was chosen. */
  offer: ShownSuggestion;
  /** UTF-16 units of its text that are in the document by now. */
  typedLength: number;
  /** UTF-16 units of these that came at once and may prove to be a full or partial acceptance. */
  pendingLength: number;
  /** Was some of it taken? */
  isPartlyTaken: boolean;
  /** Has the caret left, so that only the report of a full acceptance can follow? */
  hasCaretLeft: boolean;
}

const pairs = new Set(['()', '[]', '{}', '""', "''", '``', '<>']);

/**
 * Infers what became of ghost text, since the editor tells only of full takes: from the changes to the document. What grows
 * key by key along the offer is typed through; what comes at once is a word of it that was taken; anything else typed
 * in its place rejects it. To delete or to go elsewhere is no judgement.
 */
export class OutcomeTracker {
  private open: OpenOffer | undefined;

  constructor(private readonly report: (outcome: Outcome) => void) {}

  /** Ghost text is handed to the editor. What is left of the one that is there already is not shown anew. */
  offered(offer: ShownSuggestion): void {
    this.resolvePending();
    const { open } = this;
    if (open && this.isHere(open, offer.document, offer.offset)) {
      if (open.offer.text.slice(open.typedLength) === offer.text) return;
    }
    this.open = { offer, typedLength: 0, pendingLength: 0, isPartlyTaken: false, hasCaretLeft: false };
    this.report({ kind: 'shown' });
  }

  /** Is there an offer in this document? */
  follows(document: unknown): boolean {
    return this.open?.offer.document === document;
  }

  edited(document: unknown, changes: readonly TextChange[]): void {
    this.resolvePending();
    const { open } = this;
    if (open?.offer.document !== document || !open) return;
    const [change] = changes;
    const at = open.offer.offset + open.typedLength;
    if (!change || changes.every(({ offset }) => offset > at)) return;
    if (changes.length > 1 || change.offset + change.removed < at) this.moveOrClose(open, changes);
    else this.typed(open, change);
  }

  /** The caret stands there now. */
  moved(document: unknown, offset: number): void {
    const { open } = this;
    if (open?.offer.document !== document || !open || this.isHere(open, document, offset)) return;
    // An acceptance may set the caret after the text that the suggestion replaces, and is reported only afterwards.
    if (open.pendingLength > 0) open.hasCaretLeft = true;
    else this.open = undefined;
  }

  /**
   * The editor says that all of it was taken. It comes after the change.
   * @param characters what the suggestion held, for where the change told nothing of it
   */
  taken(characters: number): void {
    const { open } = this;
    const left = open ? open.offer.text.length - open.typedLength + open.pendingLength : characters;
    this.report({ kind: 'full', characters: left, first: !open?.isPartlyTaken });
    this.open = undefined;
  }

  /** Stops following the offer in a document. */
  forget(document: unknown): void {
    if (this.open?.offer.document === document) this.open = undefined;
  }

  private isHere(open: OpenOffer, document: unknown, offset: number): boolean {
    return open.offer.document === document && open.offer.offset + open.typedLength === offset;
  }

  /** Resolves text that came at once and was no full acceptance: it is an accepted word, or was pasted where nothing is left of the offer. */
  private resolvePending(): void {
    const { open } = this;
    if (!open || open.pendingLength === 0) return;
    const characters = open.pendingLength;
    open.pendingLength = 0;
    const isAll = open.typedLength === open.offer.text.length;
    if (isAll || open.hasCaretLeft) this.open = undefined;
    if (isAll) return;
    this.report({ kind: 'word', characters, first: !open.isPartlyTaken });
    open.isPartlyTaken = true;
  }

  private typed(open: OpenOffer, { offset, removed, text }: TextChange): void {
    const { offer } = open;
    const at = offer.offset + open.typedLength;
    const rest = offer.text.slice(open.typedLength);
    if (text === '') {
      // A deletion: before the caret, or after it.
      if (offset < at) this.open = undefined;
      return;
    }
    // A completion list writes the word again from its beginning.
    const before = at - offset;
    const line = offer.prefix + offer.text.slice(0, open.typedLength);
    const retyped = line.slice(line.length - before);
    const added = text.startsWith(retyped) ? text.slice(retyped.length) : undefined;
    if (added !== undefined && !rest.startsWith(added)) this.choose(open, added);
    if (added !== undefined && open.offer.text.startsWith(added, open.typedLength)) {
      open.typedLength += added.length;
      if (before === 0 && added.length > 1) open.pendingLength = added.length;
      else if (open.typedLength === open.offer.text.length) this.open = undefined;
    } else if (pairs.has(text) && removed === 0 && rest.startsWith(text.charAt(0))) {
      // The editor closed at once what was opened.
      open.typedLength++;
      if (open.typedLength === offer.text.length) this.open = undefined;
    } else {
      this.open = undefined;
      this.report({
        kind: 'rejected',
        offer: { ...offer, offset: at, prefix: line, text: rest },
        first: !open.isPartlyTaken,
      });
    }
  }

  /** Turns to the alternative that goes on with what was typed, if there is one. */
  private choose(open: OpenOffer, fresh: string): void {
    const { offer, typedLength } = open;
    const typed = offer.text.slice(0, typedLength) + fresh;
    const text = offer.alternatives?.find(other => other.startsWith(typed));
    if (text !== undefined) open.offer = { ...offer, text };
  }

  /** Changes elsewhere move the offer; changes in its place end it without a judgement. */
  private moveOrClose(open: OpenOffer, changes: readonly TextChange[]): void {
    const at = open.offer.offset + open.typedLength;
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
