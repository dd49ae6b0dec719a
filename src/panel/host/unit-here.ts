import { newline } from '../../network/bytes.js';
import { headerLanguage, unitCount } from '../../network/manifest.js';
import { profileOf, pushes, type UnitPlace, type UnitProfile } from '../../insight/unit-profile.js';
import { survey } from '../../insight/survey.js';
import type { Row } from '../../insight/trace.js';
import { align } from '../../reading/source.js';
import type { Cancellation } from '../../scheduler.js';
import type { UnitPageData } from '../protocol.js';
import type { Question } from './debounced.js';
import type { Insights } from './insights.js';
import type { Watch, Watched, WatchedText } from './watch.js';

/** UTF-16 units of a file that are looked through: around the caret. */
const maximumUnits = 12_000;
const mostPlaces = 6;
/** Text on each side of a place, in UTF-16 units. */
const unitsAround = 14;
/** The same, where the text is none that can be split there. */
const mostAround = 40;
const mostPushed = 5;
/** Less than this in nats moves no guess. */
const leastPush = 5e-4;

/** A byte that is a character by itself: the others say nothing to a reader. */
function isReadable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === newline || byte === tab;
}
const tab = 9;

/** Tells of one unit where in the file it is highest, how often it is high, and what it pushes up and down in the guess at the caret. */
export class UnitHere implements Question<UnitPageData> {
  readonly delay = 60;
  /** The unit whose page is open. */
  unit: number | undefined;
  private surveyed: (WatchedText & { readonly unit: number; readonly profile: UnitProfile }) | undefined;

  constructor(
    private readonly insights: Insights,
    private readonly watch: Watch,
  ) {}

  async ask(
    state: Watched,
    cancellation: Cancellation,
    report: (answer: UnitPageData) => void,
  ): Promise<UnitPageData | undefined> {
    const { unit } = this;
    const { rows, cursor, network, tracer, edition } = state;
    if (unit === undefined || unit >= unitCount(network.manifest)) return undefined;
    const known = this.surveyed;
    if (known?.tracer === tracer && known.edition === edition && known.unit === unit)
      return this.dataOf(state, unit, known.profile, true);
    const behind = (row: Row, i: number) => rows[i + 1]?.end !== row.end;
    const here = rows.filter(behind).map(({ end, hidden }) => ({ offset: end, value: hidden[unit] ?? NaN }));
    // What the window has is there at once; the whole file takes a moment.
    report(this.dataOf(state, unit, profileOf(here, mostPlaces), false));
    const all = await this.everywhere(state, unit, rows[cursor - 1]?.end ?? 0, cancellation);
    if (!all) return undefined;
    const profile = profileOf(all, mostPlaces);
    this.surveyed = { tracer, edition, unit, profile };
    return this.dataOf(state, unit, profile, true);
  }

  /** Where it is highest is the same at every place of the text. */
  remains(answer: UnitPageData): UnitPageData | undefined {
    const { surveyed } = this;
    const isOfText = surveyed?.unit === answer.unit && answer.unit === this.unit && this.watch.isOf(surveyed);
    return isOfText ? { ...answer, up: [], down: [] } : undefined;
  }

  release(): void {
    this.surveyed = undefined;
  }

  /** What the unit puts out at every character of the file, or of the part of it around a place. */
  private async everywhere(
    { document, network }: Watched,
    unit: number,
    near: number,
    cancellation: Cancellation,
  ): Promise<UnitPlace[] | undefined> {
    const { source } = document;
    const language = headerLanguage(network.manifest, document.languageId);
    const from = Math.max(0, Math.min(near - maximumUnits / 2, source.length - maximumUnits));
    const to = Math.min(source.length, from + maximumUnits);
    const all: UnitPlace[] = [];
    const isDone = await survey(
      network,
      [{ document, source, language, from, to }],
      cancellation,
      (_, offset, hidden) => all.push({ offset, value: hidden[unit] ?? NaN }),
    );
    return isDone ? all : undefined;
  }

  private dataOf(
    { document, rows, cursor, network }: Watched,
    unit: number,
    { places, high, share, characters }: UnitProfile,
    isWhole: boolean,
  ): UnitPageData {
    const { source } = document;
    const row = rows[cursor - 1];
    const pushed = row ? pushes(this.insights.backwardOf(network), row, unit) : new Float64Array(0);
    const most = (sign: 1 | -1) =>
      Array.from(pushed, (push, byte) => ({ byte, push }))
        .filter(({ byte, push }) => isReadable(byte) && sign * push >= leastPush)
        .sort((a, b) => sign * (b.push - a.push))
        .slice(0, mostPushed);
    return {
      ...{ unit, high, share, characters, isWhole },
      places: places.map(({ offset, value }) => {
        const start = align(source, offset - 1);
        return {
          ...{ offset, value },
          before: source.slice(align(source, offset - unitsAround), start).slice(-mostAround),
          text: source.slice(start, offset).slice(-mostAround),
          after: source.slice(offset, align(source, offset + unitsAround)).slice(0, mostAround),
        };
      }),
      up: most(1),
      down: most(-1),
    };
  }
}
