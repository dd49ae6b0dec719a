import { anyLength } from './any-length.js';
import { byHand } from './by-hand.js';
import { forgetting } from './forgetting.js';
import { glr } from './glr.js';
import { gru } from './gru.js';
import type { Lesson } from './lesson.js';
import { learning } from './learning.js';
import { lstm } from './lstm.js';
import { memory } from './memory.js';
import { oneCell } from './one-cell.js';
import { parameters } from './parameters.js';
import { sequences } from './sequences.js';
import { suggestion } from './suggestion.js';
import { surprise } from './surprise.js';

/** All lessons, in the order in which they build on each other; the last four stand on their own. */
export const lessons: readonly Lesson[] = [
  oneCell,
  memory,
  anyLength,
  sequences,
  parameters,
  forgetting,
  lstm,
  gru,
  glr,
  surprise,
  suggestion,
  learning,
  byHand,
];
