import { appendFileSync } from 'node:fs';
import { encode } from '../../src/network/bytes.js';
import { Memory } from '../../src/memory/memory.js';
import { Mixer } from '../../src/memory/mixer.js';
import mixerModel from '../../src/memory/mixer.json';
import { headerLanguage } from '../../src/network/manifest.js';
import { Reader } from '../../src/reading/reader.js';
import { never } from '../../src/scheduler.js';
import { BracketContext } from '../../src/suggestion/brackets.js';
import { searchLines, type FoundLine } from '../../src/suggestion/lines.js';
import { Predictor } from '../../src/suggestion/predictor.js';
import { shuffled } from '../evaluate/sample.js';
import { recollectionOf, sourceOf } from '../replay/product.js';
import { budget } from '../replay/remembering.js';
import { Typist } from '../replay/typist.js';
import { loadAsServed } from '../shipped.js';
import { codexglue } from './codexglue.js';
import { linesOfSplit } from './corpus.js';
import { publishedFiles } from './files.js';
import { humaneval } from './infilling.js';

const [folder = '', names = '', count = '100', part = '0', parts = '1', out = ''] = process.argv.slice(2);
const network = await loadAsServed('default');
let sets = await linesOfSplit(folder).catch(() => []);
if (sets.length === 0) {
  const files = await publishedFiles(folder);
  sets = [...(await humaneval.sets(files)), ...(await codexglue.sets(files))];
}
sets = sets.filter(({ name }) => name.includes(names));
for (const set of sets) {
  const tasks = shuffled(set.tasks, 1).slice(0, Number(count));
  for (const [i, task] of tasks.entries()) {
    if (i % Number(parts) !== Number(part)) continue;
    const passage = { name: `${task.id}:0`, language: task.language, before: task.before, text: task.wanted, after: task.after };
    const typist = new Typist(passage, task.languageId);
    const language = headerLanguage(network.manifest, task.languageId);
    const reading = await new Reader(network, sourceOf(typist), language).at(typist.before.length, never);
    if (!reading) continue;
    const own = { mixer: new Mixer(mixerModel), memoryOf: () => ({ memory: new Memory(budget), name: 'task' }) };
    const recollection = recollectionOf(own, own.memoryOf(), typist);
    const both = new Predictor(network, recollection);
    const alone = new Predictor(network);
    const start = both.start(reading, task.before);
    const found: [string, FoundLine[]][] = [
      ['mix', await searchLines(both, start, 240, never, set.ends)],
      ['net', await searchLines(alone, alone.start(reading, task.before), 240, never, set.ends)],
    ];
    const brackets = new BracketContext(task.before, task.after);
    const seen = new Map<string, Record<string, unknown>>();
    for (const [by, lines] of found)
      for (const [rank, line] of lines.entries()) {
        const known = seen.get(line.text);
        if (known) { known[by] = rank; continue; }
        let reached = start;
        let [mix, net] = [0, 0];
        const bytes = encode(line.text);
        for (const byte of bytes) {
          mix += Math.log(Math.max(1e-7, reached.distribution[byte] ?? 0));
          net += Math.log(Math.max(1e-7, reached.alone[byte] ?? 0));
          [reached = start] = await both.step([reached], Uint8Array.of(byte));
        }
        const behind: [number, number][] = [];
        if (task.after.startsWith('\n') && task.after.trim() !== '')
          for (const byte of encode(task.after.slice(1, 25)).subarray(0, 24)) {
            behind.push([Math.log(Math.max(1e-7, reached.distribution[byte] ?? 0)), Math.log(Math.max(1e-7, reached.alone[byte] ?? 0))]);
            [reached = start] = await both.step([reached], Uint8Array.of(byte));
          }
        const text = line.text.trim();
        const stands = task.before.split('\n').filter(l => l.trim() === text).length;
        seen.set(line.text, {
          text: line.text, [by]: rank, m: mix, n: net, behind, bytes: bytes.length, ...brackets.balanceWith(line.text),
          stands, below: task.after.split('\n').filter(l => l.trim() === text).length,
          ...set.score(task, line.text),
        });
      }
    appendFileSync(out, `${JSON.stringify({ set: set.name, id: task.id, language: task.language, wanted: task.wanted, found: [...seen.values()] })}\n`);
  }
}
network.dispose();
