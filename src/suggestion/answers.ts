import type { Network, Reading } from '../network/network.js';
import type { Cancellation } from '../reading/turn.js';
import type { Place } from './place.js';
import { Remainder } from './remainder.js';
import { fitsBefore, type Shaped } from './shape.js';
import type { Silence } from './silence.js';
import { choose, type Suggestion } from './suggest.js';
import { weigh, type Weighed } from './weigh.js';

/** A place in a document. */
export interface Caret extends Place {
  /** Whatever stands for the document: compared by identity. */
  readonly document: unknown;
  readonly line: number;
}

/** Answers for carets, with no editor: what is shown goes on while it is typed through, else the network is asked. */
export class Answers {
  private readonly remainder = new Remainder();

  /** @param weighed is told all candidates that were thought of for a caret */
  constructor(private readonly weighed: (caret: Caret, candidates: readonly Weighed[]) => void = () => undefined) {}

  /** What needs no inference: a silence, or what is left of the suggestion on screen. */
  known(caret: Caret): Shaped | Silence | undefined {
    if (!fitsBefore(caret.suffix)) return 'middle';
    if (caret.byHand) return undefined;
    const rest = this.remainder.at(caret.document, caret.line, caret.prefix, caret.suffix);
    return rest && (caret.selected === undefined || rest.text.startsWith(caret.selected)) ? rest : undefined;
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
    this.weighed(caret, candidates);
    const suggestions = choose(candidates, caret);
    if (typeof suggestions !== 'string' && suggestions[0]) {
      const { document, line, prefix } = caret;
      this.remainder.remember({ document, line, prefix, text: suggestions[0].text });
    }
    return suggestions;
  }
}
