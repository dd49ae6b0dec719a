import type { Reader } from '../../reading/reader.js';
import type { Cancellation } from '../../scheduler.js';
import { MixerLearner } from '../../suggestion/mixer-learner.js';
import type { Recollection } from '../../suggestion/predictor.js';
import type { OpenDocument } from '../documents/open-document.js';
import type { OpenFiles } from '../memory/open-files.js';

/** A caret in a document, and the document's reader for the network that is asked there. */
export interface Recalled {
  readonly document: OpenDocument;
  readonly reader: Reader;
  /** In UTF-16 units. */
  readonly offset: number;
}

/** Asks the memory at a caret, with what was learnt from the text before. */
export class Recall {
  /** What was learnt goes with the document and the network. */
  private readonly learners = new WeakMap<Reader, MixerLearner>();

  constructor(private readonly openFiles: OpenFiles) {}

  /** The memory where something is suggested: what was typed since is learnt. Undefined where the memory is not to be asked. */
  at(place: Recalled, cancellation: Cancellation): Promise<Recollection | undefined> {
    const learner = this.learners.get(place.reader) ?? newLearner(place);
    this.learners.set(place.reader, learner);
    return this.learnt(learner, place, cancellation);
  }

  /** The memory where something is only explained: it changes nothing of what is suggested later. */
  aside(place: Recalled, cancellation: Cancellation): Promise<Recollection | undefined> {
    const learner = this.learners.get(place.reader);
    const isThere = learner?.isAt(place.offset) === true;
    return this.learnt(isThere ? learner : newLearner(place), place, cancellation);
  }

  private async learnt(
    learner: MixerLearner,
    { document, offset }: Recalled,
    cancellation: Cancellation,
  ): Promise<Recollection | undefined> {
    const recollection = await this.openFiles.at(document, offset, cancellation);
    return recollection && learner.at(offset, recollection, cancellation);
  }
}

function newLearner({ document, reader }: Recalled): MixerLearner {
  return new MixerLearner(reader, document.source);
}
