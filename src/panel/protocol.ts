import * as v from 'valibot';
import { textFeatureNames, type Feature } from '../insight/feature.js';
import { learnableCells, type LearnableCell } from '../learning/cell-names.js';
import { settingLimits, usualSettings, type TrainingSettings } from '../learning/settings.js';
import { shadeOf } from '../insight/shade.js';
import { landmarks, type Landmark } from '../insight/landmark.js';
import { excerpt, type PhraseArgument, type Phrase } from '../phrase.js';

export { learnableCells, settingLimits, shadeOf, textFeatureNames, usualSettings };
export type { Feature, Landmark, LearnableCell, TrainingSettings };

/*
 * What the extension and the page say to each other. Every message is checked on arrival, on both sides, and has a bound in all its
 * parts.
 *
 * The page says `ready` when it can draw, and `drawn` after each frame in which it took a message: the extension never
 * sends more than one a frame, three at most that were not drawn yet, and none to a page that is not on screen. After `ready` the
 * extension begins with an `open` or an `idle`, which need nothing of what the page knew, and tells everything else after it. Each
 * message has the number after the one before it; where one is missing, the page asks for everything afresh with `ready`: once, and
 * not again before an `open` or an `idle` came.
 */

/** The most columns that a page holds. */
export const mostColumns = 1024;
/** Guesses sent with every column. */
export const guessesEach = 5;

/** What the view can show. A track that is closed is not computed. */
export const tracks = [
  'text',
  'guesses',
  'units',
  'state',
  'gates',
  'unrolled',
  'connectivity',
  'compare',
  'what-if',
  'similar',
  'why',
  'learning',
] as const;
export type Track = (typeof tracks)[number];

/** By what the units are chosen that are listed: what they do here, or what they follow. */
export type Ranking = 'here' | Feature;

/** What a lesson has a drawing of: two cells beside each other, or two blocks on each other. */
const lessonPictures = ['cells', 'blocks'] as const;
export type LessonPicture = (typeof lessonPictures)[number];
/** Programs that ship, which a lesson opens. */
export const lessonPrograms = ['rnn.py', 'rnn.mjs'] as const;
export type LessonProgram = (typeof lessonPrograms)[number];

/** What a picture of the view may be. */
export const pictureFormats = ['svg', 'png'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** The longest texts that the page takes, in UTF-16 units. What may be longer the extension cuts to these. */
export const textLimits = {
  /** A file's name, or a network's. */
  name: 400,
  title: 200,
  /** One text within a phrase, and all texts of a phrase together. */
  filling: 1000,
  phrase: 20_000,
  /** A suggestion: of at most 200 characters. */
  suggestion: 400,
} as const;
/** Parts of a tree of guesses. */
const maximumTreeParts = 64;
/** A suggestion's bytes: four for each of its characters. */
export const maximumSuggestionBytes = 800;
/** Phrases within each other: a title names each layer within the one before. */
const maximumPhraseDepth = 16;

const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));
const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
/** NaN: VS Code carries messages as JSON, which has null for it. */
const none = v.union([
  v.nan(),
  v.pipe(
    v.null(),
    v.transform(() => NaN),
  ),
]);
/** A number that was computed: NaN where a network, or a comparison of two, gave no number. */
const computed = v.union([v.number(), none]);
const chance = v.union([v.pipe(v.number(), v.minValue(0), v.maxValue(1.001)), none]);
const floats = (most: number) =>
  v.pipe(
    v.instance(Float32Array),
    v.check(({ length }) => length <= most, 'too many numbers'),
  );
/** A number for each column. */
const byColumn = floats(mostColumns);
const maximumUnits = 2 ** 17;
const unit = count(maximumUnits);
const cell = v.picklist(['rnn', 'gru', 'lstm', 'feedforward', 'glr']);

const tongue = v.picklist(['en', 'vi']);

/** What the page says in its own language. */
const sayable = v.custom<PhraseArgument>(
  value => (textLengthOf(value, maximumPhraseDepth) ?? Infinity) <= textLimits.phrase,
  'not to be said',
);
/**
 * All texts of a phrase together, in UTF-16 units, and one for each of its parts, so that what holds itself many times over is not
 * gone through.
 * @param depth phrases within each other at most
 * @returns undefined where it is none, or one of its texts is too long
 */
function textLengthOf(value: unknown, depth: number): number | undefined {
  if (typeof value === 'number') return 1;
  if (typeof value === 'string') return value.length <= textLimits.filling ? value.length + 1 : undefined;
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  const { english, filling } = value as Partial<Record<keyof Phrase, unknown>>;
  if (!Array.isArray(filling) || filling.length > 9 || typeof english !== 'string') return undefined;
  if (english.length > textLimits.filling || Object.keys(value).length > 2) return undefined;
  let length = english.length + 1;
  for (const one of filling) {
    const inner = textLengthOf(one, depth - 1);
    if (inner === undefined || length + inner > textLimits.phrase) return undefined;
    length += inner;
  }
  return length;
}

/** Columns of the time axis: one for each byte, oldest first. `n` columns, `u` units, `g` guesses each. */
const Columns = v.pipe(
  v.object({
    /** `[n]` */
    bytes: v.instance(Uint8Array),
    /** The characters that they belong to: at a character's first byte itself, empty at the others. */
    text: v.pipe(v.array(text(8)), v.maxLength(mostColumns)),
    /** `[n]`: where the character stands in the document, in UTF-16 units. */
    starts: v.instance(Int32Array),
    /** `[n]`: where the read began that led here. */
    anchors: v.instance(Int32Array),
    /** `[n]`: bits. */
    surprise: v.instance(Float32Array),
    /** `[n, u]`: what the units put out after the byte. */
    hidden: v.instance(Float32Array),
    /** `[n, g]`: the likeliest bytes to come next, and their chances. */
    guesses: v.instance(Uint8Array),
    chances: v.instance(Float32Array),
  }),
  v.check(({ bytes: { length }, ...lists }) => {
    const { text, starts, anchors, surprise, hidden, guesses, chances } = lists;
    const each = [text, starts, anchors, surprise].every(list => list.length === length);
    const several = guesses.length === chances.length && guesses.length === length * guessesEach;
    const units = length === 0 ? hidden.length : hidden.length / length;
    const whole = length === 0 ? units === 0 : Number.isInteger(units) && units <= maximumUnits;
    return each && several && length <= mostColumns && whole;
  }, 'lists of different lengths'),
);
export type Columns = v.InferOutput<typeof Columns>;

const GuessData = v.object({
  /** What it stands for: a character where the network's next bytes make one. */
  text: text(8),
  byte: count(255),
  chance,
  /** Is it what stands there? */
  actual: v.boolean(),
});
export type GuessData = v.InferOutput<typeof GuessData>;

/** A unit, and why it is among the few that are shown. */
const UnitData = v.object({
  unit,
  why: v.picklist(['pinned', 'changed', 'telling', 'named']),
  /** What it follows in the document, where something is known, and how well: a correlation. */
  name: v.optional(v.picklist(textFeatureNames)),
  correlation: v.optional(computed),
});
export type UnitData = v.InferOutput<typeof UnitData>;

/** What there is to say of the place at the cursor. */
const Focus = v.object({
  guesses: v.pipe(v.array(GuessData), v.maxLength(16)),
  /** Bits of entropy of the next byte. */
  entropy: computed,
  units: v.pipe(v.array(UnitData), v.maxLength(64)),
  /** Is it known yet what the units follow? */
  isNamed: v.optional(v.boolean()),
  /** Bits per byte over the window. */
  bits: computed,
});
export type Focus = v.InferOutput<typeof Focus>;

const GatesData = v.object({
  /** Of which unit; of all of them on average where none is named. */
  unit: v.optional(unit),
  /** `[n]` each, by the letter: over all columns. */
  series: v.pipe(v.array(v.object({ letter: text(1), values: byColumn })), v.maxLength(8)),
  /** `[n]`: of an LSTM the unit's `c`. */
  cell: v.optional(byColumn),
});
export type GatesData = v.InferOutput<typeof GatesData>;

/** How much each column mattered to the guess at the cursor: `[n]`, 0 where it was not asked. */
const Influence = v.object({ target: count(255), values: byColumn });
export type Influence = v.InferOutput<typeof Influence>;

const NetworkFacts = v.object({
  name: text(textLimits.name),
  title: sayable,
  cell,
  /** Units of each layer, or block. */
  layers: v.pipe(v.array(count(8192)), v.minLength(1), v.maxLength(32)),
  /** Bytes that the plain network sees at once; none: there is no end. */
  window: v.optional(count(1e6)),
  parameters: count(1e9),
  /** What comes with it, or its own. */
  file: text(textLimits.name),
});
export type NetworkFacts = v.InferOutput<typeof NetworkFacts>;

/** The furthest from 0 that a unit can be held at: what a gated linear recurrence keeps has no bounds. */
export const maximumHeldValue = 1000;

/** UTF-16 units of a text that networks are compared over, at most: each is three bytes at most. */
export const maximumComparedUnits = 1000;
const maximumComparedBytes = 3 * maximumComparedUnits;

/** Several networks on one text. */
const Compared = v.object({
  /** Bytes that they are compared over, and where these end in the document, in UTF-16 units. */
  bytes: count(maximumComparedBytes),
  end: count(2 ** 31),
  cells: v.pipe(
    v.array(
      v.object({
        ...{ name: text(textLimits.name), title: sayable, cell, parameters: count(1e9) },
        /** Numbers in its state; none: it keeps no state. */
        state: v.optional(count(1e6)),
        /** Bytes that it sees at once; none: there is no end. */
        window: v.optional(count(1e6)),
        /** Bits per byte so far; none while nothing was read. */
        bits: v.optional(computed),
        /** Is it the one that is looked at? */
        shown: v.boolean(),
        /** `[bytes]`: bits at each of them, 0 where they are not known yet. */
        surprise: floats(maximumComparedBytes),
      }),
    ),
    v.maxLength(8),
  ),
});
export type Compared = v.InferOutput<typeof Compared>;

/** A network on every backend that there is; times in milliseconds, differences from the first. */
const BackendsData = v.object({
  ...{ title: sayable, parameters: count(1e9), steps: count(1e6) },
  backends: v.pipe(
    v.array(
      v.variant('kind', [
        v.object({ kind: v.literal('missing'), title: text(60), missing: sayable }),
        v.object({
          kind: v.literal('measured'),
          title: text(60),
          ...{ perSecond: computed, p50: computed, p95: computed, ready: computed },
          apart: v.optional(v.object({ logits: computed, state: computed })),
        }),
      ]),
    ),
    v.maxLength(8),
  ),
});
export type BackendsData = v.InferOutput<typeof BackendsData>;
export type BackendData = BackendsData['backends'][number];

const Explained = v.object({
  text: text(textLimits.suggestion),
  bytes: v.pipe(
    v.array(
      v.object({
        byte: count(255),
        chance,
        others: v.pipe(v.array(v.object({ byte: count(255), chance })), v.maxLength(8)),
        /** As the network alone has it. */
        alone: chance,
        /** Where the memory has it: behind so many bytes that are the same. Lines count from 1. */
        match: v.optional(
          v.object({ file: text(textLimits.name), line: count(2 ** 31), length: count(1000) }),
        ),
      }),
    ),
    v.maxLength(maximumSuggestionBytes),
  ),
  probability: chance,
  alone: chance,
  confidence: v.optional(chance),
  saved: v.optional(computed),
});

/** The ways that the search for ghost text went. A part comes behind the one that it goes on from; none: from the caret. */
const TreeData = v.pipe(
  v.array(
    v.object({
      parent: v.optional(count(maximumTreeParts)),
      bytes: v.pipe(v.array(count(255)), v.minLength(1), v.maxLength(maximumSuggestionBytes)),
      chance,
      /** Of its first byte, as the network alone has it. */
      alone: chance,
      isSaid: v.boolean(),
      /** Where the memory has its first byte. Lines count from 1. */
      match: v.optional(v.object({ file: text(textLimits.name), line: count(2 ** 31) })),
    }),
  ),
  v.maxLength(maximumTreeParts),
  v.check(parts => parts.every(({ parent }, i) => (parent ?? -1) < i), 'a part before its parent'),
);
export type TreeData = v.InferOutput<typeof TreeData>;

/** Why there is ghost text, or none. */
const WhyData = v.object({
  tree: TreeData,
  threshold: computed,
  best: v.optional(Explained),
  others: v.pipe(
    v.array(v.object({ text: text(textLimits.suggestion), confidence: chance })),
    v.maxLength(16),
  ),
  /** Why nothing is shown, in words. */
  silence: v.optional(sayable),
});
export type WhyData = v.InferOutput<typeof WhyData>;

/** Bytes and how far a unit moves the guess towards them, in nats for 1. */
const Pushed = v.pipe(v.array(v.object({ byte: count(255), push: computed })), v.maxLength(16));

/** What one unit does. */
const UnitPageData = v.object({
  unit,
  /** Where in the file it is highest, and the text there. */
  places: v.pipe(
    v.array(
      v.object({
        offset: count(2 ** 31),
        value: computed,
        ...{ before: text(40), text: text(40), after: text(40) },
      }),
    ),
    v.maxLength(16),
  ),
  /** From which value on it counts as high, the share of the characters where it is, and how many these are. */
  ...{ high: computed, share: computed, characters: count(2 ** 31) },
  /** Was all of the file looked through, or the window alone so far? */
  isWhole: v.boolean(),
  up: Pushed,
  down: Pushed,
});
export type UnitPageData = v.InferOutput<typeof UnitPageData>;

const Likely = v.pipe(v.array(v.object({ byte: count(255), chance })), v.maxLength(16));

/** What would be expected if something were different. */
const WhatIfResult = v.object({
  words: sayable,
  before: Likely,
  after: Likely,
  /** Bits from one to the other. */
  divergence: computed,
});
export type WhatIfResult = v.InferOutput<typeof WhatIfResult>;

const LessonData = v.object({
  id: text(60),
  title: text(textLimits.title),
  text: text(2000),
  step: count(100),
  steps: count(100),
  /** What its question comes to. */
  answer: v.optional(text(2000)),
  /** A program that it can open. */
  opens: v.optional(v.picklist(lessonPrograms)),
  /** What is drawn below its text. */
  picture: v.optional(v.picklist(lessonPictures)),
  /** The track that it points at. */
  track: v.optional(v.picklist(tracks)),
  /** A unit that it pins. */
  pin: v.optional(unit),
  /** What its text is about and the document has nowhere near the caret. */
  missing: v.optional(v.picklist(landmarks)),
});
export type LessonData = v.InferOutput<typeof LessonData>;

const within = ({ least, most }: { readonly least: number; readonly most: number }) =>
  v.pipe(v.number(), v.minValue(least), v.maxValue(most));
const integerWithin = (limits: { readonly least: number; readonly most: number }) =>
  v.pipe(within(limits), v.integer());

/** What is chosen of a training: see `TrainingSettings`. */
const Settings = v.object({
  cell: v.picklist(learnableCells),
  units: integerWithin(settingLimits.units),
  rate: within(settingLimits.rate),
  steps: integerWithin(settingLimits.steps),
  longestGradient: within(settingLimits.longestGradient),
  seed: integerWithin(settingLimits.seed),
});

/** Texts that a network can be taught. */
export const learntTexts = ['file', 'documentation'] as const;
export type LearntText = (typeof learntTexts)[number];

/** The most points of a curve of learning. */
export const maximumPoints = 512;

/** How a network learns. `n` points. */
const LearningData = v.object({
  settings: Settings,
  text: v.object({ kind: v.picklist(learntTexts), name: text(textLimits.name), bytes: count(1e9) }),
  isRunning: v.boolean(),
  /** Bytes read so far, and lately in a second. */
  bytes: count(1e12),
  perSecond: computed,
  parameters: count(1e9),
  /** `[n, 3]`: bytes read, and then the bits for a byte of what was read and of what is held out. */
  points: floats(3 * maximumPoints),
  /** Bits for a byte of what is held out, by the n-gram models of order 1 and on that are counted. */
  ngrams: v.pipe(v.array(computed), v.maxLength(6)),
  /** The length of the last gradient, and the share of gradients that were clipped. */
  gradient: computed,
  clipped: computed,
  /** How much a guess hangs on what was there k steps before. */
  through: floats(settingLimits.steps.most),
  /** What it writes at this moment, and at which temperature. */
  written: text(textLimits.filling),
  temperature: v.pipe(v.number(), v.minValue(0), v.maxValue(2)),
});
export type LearningData = v.InferOutput<typeof LearningData>;

const number = count(2 ** 40);

/** Replaces some of the columns: what the page had without `drop` at its beginning, `keep` of those that follow, in between new ones. */
const Delta = v.object({
  type: v.literal('delta'),
  number,
  /** When the extension first knew something of it, in milliseconds since 1970: how late the page is, for the benchmark. */
  known: v.number(),
  drop: count(mostColumns),
  keep: count(mostColumns),
  /** By how much the kept ones' places moved in the document. */
  moved: v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31)),
  before: Columns,
  after: Columns,
  /** Columns before the caret; what is shown is the state after the last of them. */
  cursor: count(mostColumns),
  /** How many of the page's moves the extension had received: its cursor may be older than the page's last move. */
  acknowledgedMoves: count(2 ** 40),
  /** Is more still being computed? */
  busy: v.boolean(),
  focus: v.optional(Focus),
  gates: v.optional(GatesData),
  influence: v.optional(Influence),
});
export type Delta = v.InferOutput<typeof Delta>;

const ToPage = v.variant('type', [
  /** There is nothing to show, and why. */
  v.object({ type: v.literal('idle'), number, words: sayable, action: v.optional(text(60)) }),
  /** A new beginning: what the page had is void. */
  v.object({
    type: v.literal('open'),
    number,
    facts: NetworkFacts,
    coloured: v.picklist(['off', 'surprise', 'unit']),
  }),
  /** What colours the editor's own text. */
  v.object({ type: v.literal('coloured'), number, coloured: v.picklist(['off', 'surprise', 'unit']) }),
  Delta,
  v.object({ type: v.literal('compare'), number, compared: v.optional(Compared) }),
  v.object({ type: v.literal('backends'), number, compared: BackendsData }),
  v.object({ type: v.literal('why'), number, why: v.optional(WhyData) }),
  v.object({ type: v.literal('what-if'), number, result: v.optional(WhatIfResult) }),
  /** The unit whose page is open. */
  v.object({ type: v.literal('unit'), number, page: v.optional(UnitPageData) }),
  /** The lesson that is on, if one is, and those that there are; and the language of the view. */
  v.object({
    type: v.literal('lesson'),
    number,
    tongue,
    lesson: v.optional(LessonData),
    all: v.pipe(v.array(v.object({ id: text(60), title: text(textLimits.title) })), v.maxLength(40)),
  }),
  /** How a network learns; or why none does, in words. */
  v.object({
    type: v.literal('learning'),
    number,
    learning: v.optional(LearningData),
    words: v.optional(sayable),
  }),
  /** Opens a track and brings it into view. */
  v.object({ type: v.literal('point'), number, track: v.picklist(tracks) }),
  /** Asks for a picture of the view. */
  v.object({ type: v.literal('picture'), number, format: v.picklist(pictureFormats) }),
]);
export type ToPage = v.InferOutput<typeof ToPage>;

const Track = v.picklist(tracks);

const ToHost = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('drawn'), number }),
  /** Which tracks are open, the unit whose page is, and the units that are pinned; the first is the one whose gates are shown. */
  v.object({
    type: v.literal('subscribe'),
    tracks: v.pipe(v.array(Track), v.maxLength(tracks.length)),
    pinned: v.pipe(v.array(unit), v.maxLength(16)),
    ranking: v.picklist(['here', ...textFeatureNames]),
    page: v.optional(unit),
  }),
  /** Put the caret at a place of the document. */
  v.object({ type: v.literal('move'), offset: count(2 ** 31), number }),
  /** Colour the editor's text. */
  v.object({ type: v.literal('colour'), by: v.picklist(['off', 'surprise', 'unit']) }),
  v.object({
    type: v.literal('run'),
    command: v.picklist([
      ...([
        'chooseNetwork',
        'restart',
        'findSimilar',
        'openLessons',
        'compareBackends',
        'openSample',
      ] as const),
    ]),
  }),
  /** Show where the memory has a byte of what is explained, or the first byte of a part of the tree. */
  v.object({
    type: v.literal('match'),
    of: v.picklist(['byte', 'part']),
    index: count(maximumSuggestionBytes),
  }),
  /** Let a network serve. */
  v.object({ type: v.literal('use'), name: text(textLimits.name) }),
  v.object({
    type: v.literal('what-if'),
    change: v.variant('kind', [
      /** Something else in the place of the last character; or behind it. */
      v.object({ kind: v.literal('replace'), text: text(100) }),
      v.object({ kind: v.literal('append'), text: text(100) }),
      v.object({
        kind: v.literal('clamp'),
        unit,
        value: v.pipe(v.number(), v.minValue(-maximumHeldValue), v.maxValue(maximumHeldValue)),
      }),
    ]),
  }),
  /** Begins a lesson, goes to a step of it, or leaves it. */
  v.object({ type: v.literal('lesson'), id: v.optional(text(60)), step: count(100) }),
  /** Begins a training anew, goes on with it, does one step, stops it, changes what can be changed in the middle, or writes it down. */
  v.object({
    type: v.literal('learn'),
    action: v.variant('kind', [
      v.object({ kind: v.literal('begin'), settings: Settings, text: v.picklist(learntTexts) }),
      v.object({ kind: v.picklist(['run', 'pause', 'step', 'export']) }),
      v.object({ kind: v.literal('rate'), rate: within(settingLimits.rate) }),
      v.object({ kind: v.literal('temperature'), temperature: within({ least: 0, most: 2 }) }),
    ]),
  }),
  /** Open a program of a lesson. */
  v.object({ type: v.literal('program'), name: v.picklist(lessonPrograms) }),
  /** The view, and the lessons in it, in another language from now on. */
  v.object({ type: v.literal('tongue'), tongue }),
  /** The view: as an SVG, or a PNG in base64. */
  v.object({ type: v.literal('picture'), format: v.picklist(pictureFormats), data: text(20_000_000) }),
]);
export type ToHost = v.InferOutput<typeof ToHost>;
export type LearnAction = Extract<ToHost, { type: 'learn' }>['action'];
export type WhatIfChange = Extract<ToHost, { type: 'what-if' }>['change'];

/** @returns the message, or what is wrong with it */
export function parseToPage(message: unknown): ToPage | string {
  return parsed(v.safeParse(ToPage, message, { abortEarly: true }));
}

/** @returns the message, or what is wrong with it */
export function parseToHost(message: unknown): ToHost | string {
  return parsed(v.safeParse(ToHost, message, { abortEarly: true }));
}

function parsed<T>(
  result:
    | { readonly success: true; readonly output: T }
    | { readonly success: false; readonly issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]] },
): T | string {
  if (result.success) return result.output;
  const [issue] = result.issues;
  return `${excerpt(v.getDotPath(issue) ?? 'the whole')}: ${excerpt(issue.message)}`;
}
