import { Selection, Uri, window, type TextDocumentShowOptions } from 'vscode';
import type { Log } from '../../editor/log.js';
import type { Provider } from '../../editor/ghost-text/provider.js';
import type { Chosen, Explanation as Found } from '../../insight/why.js';
import type { Cancellation } from '../../scheduler.js';
import { silences } from '../../suggestion/silence.js';
import type { Question } from './debounced.js';
import type { Watched } from './watch.js';
import type { WhyData } from '../protocol.js';

/** Why there is ghost text at the caret, or none. Later than the ghost text itself, so as not to hold it up. */
export class WhyHere implements Question<WhyData> {
  readonly delay = 350;
  /** What was last told of. */
  private bytes: readonly Chosen[] = [];

  constructor(
    private readonly provider: Provider,
    private readonly log: Log,
  ) {}

  async ask({ document, rows, cursor }: Watched, cancellation: Cancellation): Promise<WhyData | undefined> {
    const place = document.positionAt(rows[cursor - 1]?.end ?? 0);
    const found = await this.provider.why(document, place, cancellation);
    if (!found) return undefined;
    this.bytes = found.best?.bytes ?? [];
    return told(found);
  }

  release(): void {
    this.bytes = [];
  }

  /** Shows where the memory has what it says of a byte, beside the text that is looked at. */
  async show(byte: number): Promise<void> {
    const match = this.bytes[byte]?.match;
    if (!match) return;
    const { name, line, character } = match;
    const options: TextDocumentShowOptions = {
      selection: new Selection(line, character, line, character),
      preview: true,
    };
    try {
      await window.showTextDocument(Uri.parse(name), options);
    } catch (error) {
      this.log.error('The file that the memory has could not be opened.', error);
    }
  }
}

function told({ threshold, best, others, silence }: Found): WhyData {
  return {
    threshold,
    others: others.slice(0, 8),
    ...(silence && { silence: silences[silence] }),
    ...(best && {
      best: {
        text: best.text,
        probability: best.probability,
        alone: best.alone,
        bytes: best.bytes.map(({ byte, probability, others, alone, match }) => ({
          byte,
          chance: probability,
          others: others.map(({ byte, probability }) => ({ byte, chance: probability })),
          alone,
          ...(match && {
            match: { file: fileOf(match.name), line: match.line + 1, length: match.length },
          }),
        })),
        ...(best.confidence === undefined ? {} : { confidence: best.confidence }),
        ...(best.saved === undefined ? {} : { saved: best.saved }),
      },
    }),
  };
}

/** The last part of an address. */
function fileOf(name: string): string {
  return Uri.parse(name).path.split('/').pop() ?? '';
}
