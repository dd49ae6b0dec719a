import { isSplit, splitOf } from '../evaluate/documents.js';
import { languages, isProgramming } from '../evaluate/languages.js';
import { shuffled } from '../evaluate/sample.js';
import { decodeText } from '../../src/network/bytes.js';
import { scoreTrimmed } from './score.js';
import type { Task, TaskSet } from './tasks.js';

/** Lines of each language. */
const ofEach = 200;
/** What stands around a line and is kept, in UTF-16 units. */
const around = 20_000;

/**
 * Lines of a split of the corpus, each missing from its document: what a public benchmark asks, of texts that may be chosen on.
 * @returns none where the folder is no split
 */
export async function linesOfSplit(folder: string): Promise<TaskSet[]> {
  if (!(await isSplit(folder))) return [];
  const tasks: Task[] = [];
  for (const language of languages.filter(isProgramming)) {
    const documents = await splitOf(folder, language).catch(() => []);
    const drawn = shuffled(documents, 7).slice(0, ofEach);
    for (const { name, bytes } of drawn) {
      const lines = decodeText(bytes).split('\n');
      const [at] = shuffled([...lines.keys()], 11).filter(i => (lines[i] ?? '').trim() !== '');
      if (at === undefined || (lines[at] ?? '').length > 120) continue;
      const wanted = lines[at] ?? '';
      const before = lines
        .slice(0, at)
        .map(line => `${line}\n`)
        .join('');
      const after = lines
        .slice(at + 1)
        .map(line => `\n${line}`)
        .join('');
      tasks.push({
        ...{ id: `${name}:${at}`, languageId: language, language, wanted, reference: wanted },
        before:
          before.length > around ? before.slice(before.indexOf('\n', before.length - around) + 1) : before,
        after: after.slice(0, around),
      });
    }
  }
  return [
    { name: 'Corpus, lines in place', tasks, score: ({ wanted }, answer) => scoreTrimmed(wanted, answer) },
  ];
}
