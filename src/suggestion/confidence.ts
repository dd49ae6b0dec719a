import fitted from './confidence.json';
import { logistic } from '../network/probability.js';
import { cautiousThreshold } from './caution.js';
import { sumOfLeaves, type ConfidenceModel } from './confidence-model.js';
import type { Place } from './place.js';
import { confidenceFeatures, type Evidence } from './features.js';

/** The one that was fitted to the network that ships. */
export const shippedConfidence: ConfidenceModel = fitted;

/** The calibrated chance that a candidate is taken: that all of it is right, or words at its beginning that are worth a key each. */
export function confidence(evidence: Evidence, model: ConfidenceModel): number {
  const sum = sumOfLeaves(model, confidenceFeatures(evidence));
  return logistic(model.slope * sum + model.intercept);
}

/** On a line of white space alone Tab means indent: only what is nearly certain may take it. */
const onIndentation = 0.85;

type Asked = Pick<Place, 'eagerness' | 'prefix' | 'byHand' | 'model' | 'caution'>;

/** The least confidence that a suggestion is shown with. */
export function threshold({
  eagerness,
  prefix,
  byHand,
  model = shippedConfidence,
  caution = 1,
}: Asked): number {
  if (byHand) return 0;
  const usual = typeof eagerness === 'number' ? eagerness : model.thresholds[eagerness];
  return cautiousThreshold(prefix.trim() === '' ? Math.max(usual, onIndentation) : usual, caution);
}

/** The least probability, as the network sees it, that the search follows: below it confidence never came up to the threshold. */
export function floor(asked: Asked): number {
  return asked.byHand ? byHand : Math.max(lowest, floorShare * threshold(asked));
}
/** By hand, what has one chance in fifty is good enough to choose from. */
const byHand = 0.02;
/** What a candidate that is shown has of its confidence in the network's own eyes, at the least. */
const floorShare = 0.35;
/** No search goes below this, so that none takes long. */
const lowest = 0.1;
