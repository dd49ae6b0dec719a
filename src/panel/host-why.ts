import type { Provider } from '../editor/provider.js';
import type { Cancellation } from '../reading/turn.js';
import type { Question } from './host-settled.js';
import type { Watched } from './host-watch.js';
import type { Why } from './protocol.js';

/** Why there is ghost text at the caret, or none. Later than the ghost text itself, so as not to hold it up. */
export function whyAt(provider: Provider): Question<Why> {
  return {
    delay: 350,
    async ask({ document, rows, cursor }: Watched, cancellation: Cancellation): Promise<Why | undefined> {
      const place = document.positionAt(rows[cursor - 1]?.end ?? 0);
      const found = await provider.why(document, place, cancellation);
      if (!found) return undefined;
      const { threshold, best, others, silence } = found;
      return {
        threshold,
        others: others.slice(0, 8),
        ...(silence && { silence: silence.words }),
        ...(best && {
          best: {
            text: best.text,
            probability: best.probability,
            bytes: best.bytes.map(({ byte, probability, others }) => ({
              byte,
              chance: probability,
              others: others.map(({ byte, probability }) => ({ byte, chance: probability })),
            })),
            ...(best.confidence === undefined ? {} : { confidence: best.confidence }),
            ...(best.saved === undefined ? {} : { saved: best.saved }),
          },
        }),
      };
    },
  };
}
