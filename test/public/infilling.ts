import { parquetReadObjects } from 'hyparquet';
import * as v from 'valibot';
import type { Language } from '../evaluate/languages.js';
import { jsonLines } from './files.js';
import { scoreTrimmed } from './score.js';
import { firstLine, type Benchmark, type Task, type TaskSet } from './tasks.js';

/** A hole as it is published: what stands before it, what is missing, and what stands after. */
interface Hole {
  readonly id: string;
  readonly before: string;
  readonly missing: string;
  readonly after: string;
  readonly languageId: string;
  readonly language: Language;
}

/** The first line of what is missing. Of a hole that ends a line, that line's end belongs to what stands after. */
export function holeTask({ id, before, missing, after, languageId, language }: Hole): Task {
  // What is missing may begin with the end of the line before.
  const begun = /^\s*\n/.exec(missing)?.[0] ?? '';
  const line = firstLine(missing.slice(begun.length));
  const rest = missing.slice(begun.length + line.length);
  return {
    ...{ id, languageId, language },
    before: before + begun,
    wanted: line,
    reference: missing,
    after: rest === '\n' || rest === '' ? rest + after : after,
  };
}

const HumanEvalTask = v.object({
  task_id: v.string(),
  prompt: v.string(),
  suffix: v.string(),
  canonical_solution: v.string(),
});

export const humaneval: Benchmark = {
  name: 'HumanEval, single-line infilling',
  files: 'HumanEval-SingleLineInfilling.jsonl.gz',
  source: 'github.com/openai/human-eval-infilling, data',
  sets: async files => {
    const file = files.find(({ path }) => /HumanEval-SingleLineInfilling\.jsonl(?:\.gz)?$/.test(path));
    if (!file) return [];
    const tasks = (await jsonLines(file)).map(line => {
      const {
        task_id: id,
        prompt: before,
        suffix,
        canonical_solution: missing,
      } = v.parse(HumanEvalTask, line);
      return holeTask({ id, before, missing, after: suffix, languageId: 'python', language: 'python' });
    });
    return [
      { name: 'HumanEval infilling', tasks, score: ({ wanted }, answer) => scoreTrimmed(wanted, answer) },
    ];
  },
};

const SantaCoderTask = v.object({
  prompt: v.string(),
  suffix: v.string(),
  canonical_solution: v.string(),
  language: v.string(),
});

/** The benchmark's names of languages. */
const santaLanguages: ReadonlyMap<string, readonly [languageId: string, Language]> = new Map([
  ['py', ['python', 'python']],
  ['js', ['javascript', 'javascript']],
  ['ts', ['typescript', 'typescript']],
  ['java', ['java', 'java']],
]);

export const santacoder: Benchmark = {
  name: 'SantaCoder-FIM',
  files: 'a .parquet file with the columns prompt, suffix, canonical_solution and language',
  source: 'the data set bigcode/santacoder-fim-task on Hugging Face, data',
  sets: async files => {
    const tasks: Task[] = [];
    for (const { path, read } of files.filter(file => file.path.endsWith('.parquet'))) {
      const { buffer, byteOffset, byteLength } = await read();
      const file = (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
      for (const [row, object] of (await parquetReadObjects({ file })).entries()) {
        const parsed = v.safeParse(SantaCoderTask, object);
        const known = parsed.success ? santaLanguages.get(parsed.output.language) : undefined;
        if (!parsed.success || !known) continue;
        const { prompt: before, suffix: after, canonical_solution: missing } = parsed.output;
        const id = `${path.slice(path.lastIndexOf('/') + 1)}:${row}`;
        tasks.push(holeTask({ id, before, missing, after, languageId: known[0], language: known[1] }));
      }
    }
    if (tasks.length === 0) return [];
    return [
      { name: 'SantaCoder-FIM', tasks, score: ({ reference }, answer) => scoreTrimmed(reference, answer) },
    ];
  },
};

const DevBenchTask = v.object({
  id: v.union([v.string(), v.number()]),
  prefix: v.string(),
  suffix: v.string(),
  golden_completion: v.string(),
});

/** The benchmark's folders. The header of no network names C#, whose habits are nearest to Java's. */
const devLanguages: ReadonlyMap<string, readonly [languageId: string, Language]> = new Map([
  ['python', ['python', 'python']],
  ['javascript', ['javascript', 'javascript']],
  ['typescript', ['typescript', 'typescript']],
  ['java', ['java', 'java']],
  ['cpp', ['cpp', 'cpp']],
  ['c_sharp', ['csharp', 'java']],
]);

/** Trivial marks at an answer's ends do not count, as the benchmark has it. */
export function withoutTrivial(text: string): string {
  return text.trim().replace(/;+$/, '').replace(/,+$/, '');
}

export const devbench: Benchmark = {
  name: 'DevBench',
  files: 'benchmark/LANGUAGE/CATEGORY/CATEGORY.jsonl',
  source: 'github.com/microsoft/devbench, benchmark',
  sets: async files => {
    const tasks: Task[] = [];
    for (const file of files) {
      const [, folder = '', category = ''] = /benchmark\/([^/]+)\/([^/]+)\/\2\.jsonl$/.exec(file.path) ?? [];
      const known = devLanguages.get(folder);
      if (!known) continue;
      for (const line of await jsonLines(file)) {
        const { id, prefix: before, suffix: after, golden_completion: missing } = v.parse(DevBenchTask, line);
        const hole = { id: `${folder}/${category}/${id}`, before, missing, after };
        tasks.push(holeTask({ ...hole, languageId: known[0], language: known[1] }));
      }
    }
    if (tasks.length === 0) return [];
    const set = (name: string, of: (task: Task) => string, isWhole: boolean): TaskSet => ({
      name: `DevBench, ${name}`,
      tasks,
      score: (task, answer) => scoreTrimmed(withoutTrivial(of(task)), withoutTrivial(answer)),
      isWhole,
    });
    return [
      set('first line', ({ wanted }) => wanted, false),
      set('whole', ({ reference }) => reference, true),
    ];
  },
};
