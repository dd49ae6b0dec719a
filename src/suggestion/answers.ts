import type { Network, Reading } from '../network/network.js';
import type { Cancellation } from '../scheduler.js';
import { isBeforeMember } from './caution.js';
import type { Place } from './place.js';
import { Remainder, type Basis } from './remainder.js';
import { Secrecy } from './secrecy.js';
import { fitsBefore, type Shaped } from './shape.js';
import type { Silence } from './silence.js';
import { choose, type Suggestion } from './suggest.js';
import { weigh, type Weighed } from './weigh.js';

/** A place in a document. */
export interface Caret extends Place {
  /** Whatever stands for the document: compared by identity. */
  readonly document: unknown;
  readonly line: number;
  /** Where the line begins in the document, in UTF-16 units. */
  readonly lineStart: number;
  /** What an offer made here depends on besides the line; left out where nothing else can change. */
  readonly basis?: Basis;
}

export interface AnswersOptions {
  /** Was this offered at a caret before, and typed past? */
  readonly wasRejected?: (caret: Caret, text: string) => boolean;
  /** Is told all candidates that were thought of for a caret. */
  readonly weighed?: (caret: Caret, candidates: readonly Weighed[]) => void;
}

/** Answers for carets, with no editor: what is shown goes on while it is typed through, else the network is asked. */
export class Answers {
  private readonly remainder = new Remainder();

  constructor(private readonly options: AnswersOptions = {}) {}

  /** Forgets the suggestion on screen. */
  forget(): void {
    this.remainder.forget();
  }

  /** What needs no inference: a silence, or what is left of the suggestion on screen. */
  known(caret: Caret): Shaped | Silence | undefined {
    if (!fitsBefore(caret.suffix)) return 'middle';
    if (caret.byHand) return undefined;
    const rest = this.remainder.at(caret.document, caret.line, caret.prefix, caret.suffix);
    if (!rest || !(caret.selected === undefined || rest.text.startsWith(caret.selected))) return undefined;
    // What was typed since may make a credential of the rest; the text around is what it was.
    if (new Secrecy({ ...caret, before: '', below: '' }).reveals(rest)) return undefined;
    return this.isFresh(caret, rest) ? rest : 'rejected';
  }

  /** From what the network knows at a caret to suggestions, best first, or the reason why there is none. */
  async inferred(
    network: Network,
    reading: Reading,
    caret: Caret,
    cancellation: Cancellation,
  ): Promise<Suggestion[] | Silence> {
    const candidates = await weigh(network, reading, caret, cancellation);
    if (cancellation.isCancellationRequested) return 'cancelled';
    this.options.weighed?.(caret, candidates);
    const fresh = candidates.filter(candidate => this.isFresh(caret, candidate));
    const suggestions = choose(fresh, caret);
    if (typeof suggestions === 'string') return this.because(suggestions, candidates, caret);
    const [best] = suggestions;
    const { document, line, prefix, suffix, basis } = caret;
    if (best) this.remainder.remember({ document, line, prefix, suffix, text: best.text, basis });
    return suggestions;
  }

  private isFresh(caret: Caret, { text }: Shaped): boolean {
    return caret.byHand === true || !this.options.wasRejected?.(caret, text);
  }

  /** Nothing was sure enough: what made it so. */
  private because(silence: Silence, candidates: readonly Weighed[], caret: Caret): Silence {
    if (silence !== 'unsure') return silence;
    if (typeof choose(candidates, caret) !== 'string') return 'rejected';
    if ((caret.caution ?? 1) === 1 || typeof choose(candidates, { ...caret, caution: 1 }) === 'string')
      return 'unsure';
    return isBeforeMember(caret.prefix) ? 'access' : 'backoff';
  }
}
