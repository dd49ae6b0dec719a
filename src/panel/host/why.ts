import { Uri } from 'vscode';
import type { Documents } from '../../editor/documents/documents.js';
import { showPlace } from '../../editor/documents/show-place.js';
import type { Log } from '../../editor/log.js';
import type { Provider } from '../../editor/ghost-text/provider.js';
import type { Match } from '../../memory/matches.js';
import type { Explanation as Found } from '../../insight/why.js';
import type { Cancellation } from '../../scheduler.js';
import { excerpt } from '../../phrase.js';
import { silences } from '../../suggestion/silence.js';
import type { Question } from './debounced.js';
import type { Watched } from './watch.js';
import { maximumSuggestionBytes, textLimits, type WhyData } from '../protocol.js';
import { shortFileName } from './shortened.js';

/** Why there is ghost text at the caret, or none. Later than the ghost text itself, so as not to hold it up. */
export class WhyHere implements Question<WhyData> {
  readonly delay = 350;
  /** Where the memory has the bytes of the last explanation, and the parts of its tree. */
  private matches: Readonly<Record<'byte' | 'part', readonly (Match | undefined)[]>> = { byte: [], part: [] };

  constructor(
    private readonly provider: Provider,
    private readonly documents: Documents,
    private readonly log: Log,
  ) {}

  async ask({ document, rows, cursor }: Watched, cancellation: Cancellation): Promise<WhyData | undefined> {
    const { text, position } = document.positionAt(rows[cursor - 1]?.end ?? 0);
    const found = await this.provider.why(text, position, cancellation);
    if (!found) return undefined;
    const byte = found.best?.bytes.map(({ match }) => match) ?? [];
    this.matches = { byte, part: found.tree.map(({ match }) => match) };
    return whyDataOf(found);
  }

  release(): void {
    this.matches = { byte: [], part: [] };
  }

  /** Opens the file where the memory found a byte, or a part of the tree. */
  async show(of: 'byte' | 'part', index: number): Promise<void> {
    const match = this.matches[of][index];
    if (!match) return;
    try {
      await showPlace(this.documents, match);
    } catch (error) {
      this.log.error('The file that the memory has could not be opened.', error);
    }
  }
}

function whyDataOf({ threshold, best, others, silence, tree }: Found): WhyData {
  return {
    threshold,
    tree: tree.map(({ parent, bytes, probability, alone, match, isSaid }) => ({
      ...{ bytes: [...bytes], chance: probability, alone, isSaid },
      ...(parent === undefined ? {} : { parent }),
      ...(match && { match: { file: shortFileName(Uri.parse(match.name)), line: match.line + 1 } }),
    })),
    others: others
      .slice(0, 8)
      .map(({ text, confidence }) => ({ text: excerpt(text, textLimits.suggestion), confidence })),
    ...(silence && { silence: silences[silence] }),
    ...(best && {
      best: {
        text: excerpt(best.text, textLimits.suggestion),
        probability: best.probability,
        alone: best.alone,
        bytes: best.bytes
          .slice(0, maximumSuggestionBytes)
          .map(({ byte, probability, others, alone, match }) => ({
            byte,
            chance: probability,
            others: others.map(({ byte, probability }) => ({ byte, chance: probability })),
            alone,
            ...(match && {
              match: {
                file: shortFileName(Uri.parse(match.name)),
                line: match.line + 1,
                length: match.length,
              },
            }),
          })),
        ...(best.confidence === undefined ? {} : { confidence: best.confidence }),
        ...(best.saved === undefined ? {} : { saved: best.saved }),
      },
    }),
  };
}
