import type { Eagerness } from '../../src/suggestion/confidence-model.js';
import { languages, type Language } from '../evaluate/languages.js';
import { Progress } from '../evaluate/progress.js';
import { curveOf, figuresOf, type Figures, type Point } from './figures.js';
import type { NgramSource } from './ngram-network.js';
import { keysOf } from './passages.js';
import type { Workspaces } from './remembering.js';
import { noTally, sum, type Tally } from './tally.js';
import type { Passage } from './typist.js';
import { replayInWorkers, type Job } from './workers.js';

/** What `npm run replay -- --json FILE` writes. */
export interface Measured {
  readonly network: string;
  readonly languages: Partial<Record<Language, Figures>>;
  readonly all: Figures;
  readonly baselines: Readonly<Record<string, Figures>>;
  /** Precision against coverage, of all languages. */
  readonly curve: readonly Point[];
}

export interface Asked {
  readonly network: string;
  readonly eagerness: Eagerness | number;
  readonly passages: readonly Passage[];
  /** What the memory holds; the network suggests alone where left out. */
  readonly workspaces?: Workspaces | undefined;
  /** What the n-gram baseline is counted from; none where left out. */
  readonly ngrams?: NgramSource | undefined;
  /** Has the editor that is simulated a completion list? */
  readonly hasList?: boolean;
}

/** Types all passages with the product, and with each baseline. */
export async function measure({
  network,
  eagerness,
  passages,
  ngrams,
  workspaces,
  hasList = false,
}: Asked): Promise<Measured> {
  const own = await tallied('replay', ['network', 'words'], {
    network,
    eagerness,
    passages,
    workspaces,
    hasList,
  });
  const baselines: Record<string, Figures> = { words: figuresOf(total(own, 'words')) };
  if (ngrams) {
    const others = await tallied('n-grams', ['ngrams'], { network, eagerness, passages, ngrams });
    baselines['ngrams'] = figuresOf(total(others, 'ngrams'));
  }
  const byLanguage: Partial<Record<Language, Figures>> = {};
  for (const language of languages) {
    const tally = own.get(`network ${language}`);
    if (tally) byLanguage[language] = figuresOf(tally);
  }
  const all = total(own, 'network');
  return { network, languages: byLanguage, all: figuresOf(all), baselines, curve: curveOf(all) };
}

type Tallies = ReadonlyMap<string, Tally>;

/** What is counted, by assistant and language. */
async function tallied(
  title: string,
  assistants: readonly Job['assistant'][],
  { network, eagerness, passages, ngrams, workspaces, hasList = false }: Asked,
): Promise<Tallies> {
  const jobs = assistants.flatMap(assistant => passages.map((passage): Job => ({ passage, assistant })));
  const keys = passages.reduce((sum, passage) => sum + keysOf(passage), 0);
  const progress = new Progress(title, keys);
  const tallies = new Map<string, Tally>();
  const task = {
    network,
    eagerness,
    jobs,
    hasList,
    ...(ngrams && { ngrams }),
    ...(workspaces && { workspaces }),
  };
  await replayInWorkers(task, ({ passage, assistant }, { tally = noTally() }) => {
    const key = `${assistant} ${passage.language}`;
    tallies.set(key, sum(tallies.get(key) ?? noTally(), tally));
    if (assistant === assistants[0]) progress.add(tally.keys);
  });
  progress.end();
  return tallies;
}

function total(tallies: Tallies, assistant: string): Tally {
  return [...tallies]
    .filter(([key]) => key.startsWith(`${assistant} `))
    .reduce((all, [, tally]) => sum(all, tally), noTally());
}
