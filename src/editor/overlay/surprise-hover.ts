import { Hover, MarkdownString, Range, type HoverProvider, type Position, type TextDocument } from 'vscode';
import { encode } from '../../network/bytes.js';
import { likeliestByte, softmax } from '../../network/probability.js';
import type { Cancellation } from '../../scheduler.js';
import type { Documents } from '../documents/documents.js';
import type { Engine } from '../engine/engine.js';
import { localizedDecimal, localizedPercent, t } from '../localize.js';
import type { Log } from '../log.js';
import type { Overlay } from './overlay.js';

/** Says of the character under the pointer, while text is coloured by surprise, how expected it was, and what was expected in its place. */
export class SurpriseHover implements HoverProvider {
  constructor(
    private readonly engine: Engine,
    private readonly documents: Documents,
    private readonly overlay: Overlay,
    private readonly log: Log,
  ) {}

  async provideHover(
    text: TextDocument,
    position: Position,
    cancellation: Cancellation,
  ): Promise<Hover | undefined> {
    const { network } = this.engine;
    if (this.overlay.by !== 'surprise' || !network) return undefined;
    try {
      const document = this.documents.of(text);
      if (!document) return undefined;
      const offset = document.offsetAt(text, position);
      const [character] = document.source.slice(offset, offset + 2);
      if (character === undefined) return undefined;
      const { edition } = document;
      const reading = await this.documents.reader(document, network).at(offset, cancellation);
      if (!reading || document.edition !== edition) return undefined;
      let here = reading;
      const expected = likeliestByte(here.logits);
      const bytes = encode(character === '\r' ? '\n' : character);
      let chance = 1;
      for (const [i, byte] of bytes.entries()) {
        chance *= softmax(here.logits)[byte] ?? NaN;
        const [next] = i + 1 < bytes.length ? await network.step([here.state], Uint8Array.of(byte)) : [];
        if (next) here = next;
      }
      const words = new MarkdownString();
      words.appendText(
        t`Unroll: ${shown(character)}: ${localizedPercent(chance)}, ${localizedDecimal(-Math.log2(chance), 1)} bits of surprise. `,
      );
      if (expected !== bytes[0] && expected < 0x80)
        words.appendText(t`Expected: ${shown(String.fromCharCode(expected))}`);
      return new Hover(words, new Range(position, position.translate(0, character.length)));
    } catch (error) {
      this.log.error('The surprise could not be told.', error);
      return undefined;
    }
  }
}

/** A character as it can be seen. */
function shown(character: string): string {
  if (character === ' ') return t`a space`;
  if (character === '\n' || character === '\r') return t`an end of line`;
  return character === '\t' ? t`a tab` : `“${character}”`;
}
