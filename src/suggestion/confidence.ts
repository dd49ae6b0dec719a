import fitted from './confidence.json';
import { logistic } from '../network/probability.js';
import { surer } from './caution.js';
import type { ConfidenceModel } from './confidence-model.js';
import type { Place } from './place.js';
import { confidenceFeatureNames, confidenceFeatures, type Evidence } from './features.js';

/** The one that was fitted to the network that ships. */
export const shippedConfidence: ConfidenceModel = fitted;

/** The calibrated chance that all of a candidate is right: a logistic regression on its features. */
export function confidence(evidence: Evidence, { bias, weights }: ConfidenceModel): number {
  const values = confidenceFeatures(evidence);
  return logistic(
    values.reduce((sum, value, i) => sum + value * (weights[confidenceFeatureNames[i] ?? ''] ?? 0), bias),
  );
}

/** On a line of white space alone Tab means indent: only what is nearly certain may take it. */
const onIndentation = 0.85;

type ThresholdPlace = Pick<Place, 'eagerness' | 'prefix' | 'byHand' | 'model' | 'caution'>;

/** The least confidence that a suggestion is shown with. */
export function threshold({
  eagerness,
  prefix,
  byHand,
  model = shippedConfidence,
  caution = 1,
}: ThresholdPlace): number {
  if (byHand) return 0;
  const chosen = typeof eagerness === 'number' ? eagerness : model.thresholds[eagerness];
  return cautiousThreshold(prefix.trim() === '' ? Math.max(chosen, minimumOnIndentation) : chosen, caution);
}

/** The least probability that the search follows: candidates below it never reached the confidence threshold. */
export function floor(asked: ThresholdPlace): number {
  return asked.byHand ? floorByHand : Math.max(minimumFloor, floorShare * threshold(asked));
}
/** The floor where suggestions are requested by hand: one chance in fifty is enough for a list to choose from. */
const floorByHand = 0.02;
/** The least share of its confidence that the probability of a shown candidate has. */
const floorShare = 0.35;
/** No search goes below this, so that none takes long. */
const minimumFloor = 0.1;
