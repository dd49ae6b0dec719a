// npm run evaluate:public: see `usage`.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keyOf } from '../evaluate/cache.js';
import { documentsUnder } from '../evaluate/documents.js';
import { command, Mistake, parsed } from '../evaluate/mistake.js';
import { Progress } from '../evaluate/progress.js';
import { shuffled } from '../evaluate/sample.js';
import { readModel } from '../shipped.js';
import { answerers, measures, type Answered, type Question } from './answer.js';
import { codexglue } from './codexglue.js';
import { linesOfSplit } from './corpus.js';
import { publishedFiles } from './files.js';
import type { Examined } from './figures.js';
import { devbench, humaneval, santacoder } from './infilling.js';
import { nearTasks } from './near.js';
import { Answerbook } from './record.js';
import { differenceRows, rowsOf, written } from './report.js';
import type { TaskSet } from './tasks.js';
import { examineInWorkers, workerFile, type Job } from './workers.js';

const usage = `npm run evaluate:public -- FOLDER [options]
  Measures what ships on public benchmarks of completion, with their own trimming and scorers.
  FOLDER      a split of the corpus, of which lines are asked for in their places; or a folder with their files
              as they are published, in folders or ZIP archives; what is not there is named
  --tasks     a fixed sample of so many tasks of each set (default: all)
  --sets      only those whose names hold one of these, with commas between, such as HumanEval,Java
  --measure   what is measured, with commas between: ${measures.join(', ')} (default: all)
  --by        who answers, with commas between: ${answerers.join(', ')} (default: all)
  --record    where answers are kept as they are found, so that what was stopped goes on (default: a file in test/output/public/
              for each product)
  --against   another such file, of a product of before: says what differs, with a paired bootstrap
  --near      measures nothing, but names the tasks that are near-duplicates of documents of a split of the corpus, by its own filter
  --markdown  writes the tables as Markdown
  --network   a network in models/ (default: default)`;

const benchmarks = [codexglue, humaneval, santacoder, devbench];

function argumentsOf() {
  return parsed(usage, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        tasks: { type: 'string', default: 'Infinity' },
        sets: { type: 'string', default: '' },
        measure: { type: 'string', default: measures.join(',') },
        by: { type: 'string', default: answerers.join(',') },
        record: { type: 'string' },
        against: { type: 'string' },
        near: { type: 'string' },
        markdown: { type: 'boolean', default: false },
        network: { type: 'string', default: 'default' },
      },
    }),
  );
}

/** Those of some names that were given, with commas between. */
function chosen<T extends string>(option: string, given: string, names: readonly T[]): T[] {
  return given.split(',').map(name => {
    const found = names.find(other => other === name);
    if (found === undefined)
      throw new Mistake(`--${option} ${name}: give some of ${names.join(', ')}.\n${usage}`);
    return found;
  });
}

/** The sets under a folder; benchmarks that are not there are named. */
async function setsUnder(folder: string): Promise<TaskSet[]> {
  const own = await linesOfSplit(folder).catch(() => []);
  if (own.length > 0) return own;
  const files = await publishedFiles(folder);
  const sets: TaskSet[] = [];
  for (const { name, files: wanted, source, sets: setsOf } of benchmarks) {
    const found = await setsOf(files);
    if (found.length === 0) console.log(`${name} is not in ${folder}: put ${wanted} there, from ${source}.`);
    sets.push(...found);
  }
  if (sets.length === 0) throw new Mistake(`There is nothing to measure on in ${folder}.`);
  return sets;
}

/** Is the answer to a question known? */
function isKnown(known: Answered | undefined, { measure, answerer }: Question): boolean {
  return known?.[measure === 'typing' ? 'typed' : measure]?.[answerer] !== undefined;
}

await command(async () => {
  const { values, positionals } = argumentsOf();
  const [folder] = positionals;
  const count = Number(values.tasks);
  if (folder === undefined || positionals.length > 1 || !(count > 0)) throw new Mistake(usage);
  const by = chosen('by', values.by, answerers);
  const questions = chosen('measure', values.measure, measures).flatMap(measure =>
    by.map((answerer): Question => ({ measure, answerer })),
  );
  const from = process.env['INIT_CWD'] ?? process.cwd();
  const names = values.sets.split(',');
  const sets = (await setsUnder(resolve(from, folder)))
    .filter(({ name }) => names.some(part => name.includes(part)))
    .map(set => ({ ...set, tasks: shuffled(set.tasks, 1).slice(0, count) }));
  if (values.near !== undefined) {
    const documents = await documentsUnder([resolve(from, values.near)]);
    const near = nearTasks(sets, documents);
    for (const { set, task, document } of near) console.log(`${set}, ${task} is nearly ${document}`);
    for (const { name, tasks } of sets) {
      const own = new Set(near.filter(({ set }) => set === name).map(({ task }) => task));
      console.log(
        `${name}: ${own.size} of ${tasks.length} tasks are nearly one of ${documents.length} documents`,
      );
    }
    return;
  }
  const product = keyOf(await readFile(workerFile), await readModel(`${values.network}.weights`));
  const path = values.record === undefined ? undefined : resolve(from, values.record);
  const book = await Answerbook.open(path ?? `test/output/public/${product.slice(0, 16)}.jsonl`);
  const jobs = sets.flatMap(set =>
    set.tasks.flatMap((task): Job[] => {
      const known = book.get(set.name, task.id);
      const left = questions.filter(question => !isKnown(known, question));
      const { ends, closing, isWhole, name } = set;
      const how = {
        ...(ends && { ends }),
        ...(closing !== undefined && { closing }),
        ...(isWhole && { isWhole }),
      };
      return left.length > 0 ? [{ set: name, task, asked: left, ...how }] : [];
    }),
  );
  const progress = new Progress('public benchmarks', jobs.length);
  const kept: Promise<void>[] = [];
  await examineInWorkers({ network: values.network, jobs }, ({ set, task }, answered) => {
    kept.push(book.add(set, task.id, answered));
    progress.add(1);
  });
  await Promise.all(kept);
  progress.end();
  const examined = (set: TaskSet, of: Answerbook): Map<string, Examined> =>
    new Map(
      set.tasks.flatMap(task => {
        const answered = of.get(set.name, task.id);
        return answered ? [[task.id, { task, answered }] as const] : [];
      }),
    );
  const tables = sets.map(set => rowsOf(set, [...examined(set, book).values()]));
  if (values.against !== undefined) {
    const other = await Answerbook.open(resolve(from, values.against));
    for (const set of sets) {
      const old = examined(set, other);
      const pairs = [...examined(set, book)].flatMap(([id, after]) => {
        const before = old.get(id);
        return before ? [{ before, after }] : [];
      });
      if (pairs.length > 0) tables.push(differenceRows(set, pairs));
    }
  }
  console.log(`\n${written(tables, values.markdown)}`);
});
