/*
 * How fast a small network learns a text in plain TypeScript, and when it passes the n-gram models on the tenth that is held out. The text
 * is 100 kB: this repository's own sources, or another file.
 *   npm run bench:learning -- [--file PATH] [--cell CELL] [--units N] [--rate N] [--steps N] [--seconds N]
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { learnableCells } from '../../src/learning/cell-names.js';
import { usualSettings } from '../../src/learning/settings.js';
import { Trainer } from '../../src/learning/trainer.js';

const given = (name: string) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const cell = learnableCells.find(name => name === given('cell')) ?? usualSettings.cell;
const units = Number(given('units') ?? usualSettings.units);
const rate = Number(given('rate') ?? usualSettings.rate);
const steps = Number(given('steps') ?? usualSettings.steps);
const seconds = Number(given('seconds') ?? 60);
const sources = () =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .sort()
    .map(name => readFileSync(join('src', name)));
const file = given('file');
const text = (file === undefined ? Buffer.concat(sources()) : readFileSync(file)).subarray(0, 100_000);
const trainer = new Trainer(text, { ...usualSettings, cell, units, rate, steps });
const work = trainer.train();
let [longest, seen] = [0, 0];
const begun = performance.now();
const passed: (string | undefined)[] = [undefined, undefined, undefined];
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
for (let now = begun; now - begun < seconds * 1000;) {
  work.next();
  const after = performance.now();
  longest = Math.max(longest, after - now);
  now = after;
  const last = trainer.points.at(-1);
  if (last && trainer.points.length > seen) {
    seen = trainer.points.length;
    trainer.ngrams.forEach((bits, i) => {
      if (last.heldOut < bits)
        passed[i] ??=
          `after ${((now - begun) / 1000).toFixed(1)} s, ${processorTime().toFixed(1)} s of processor time`;
    });
    console.log(
      `${((now - begun) / 1000).toFixed(1)} s  ${(last.bytes / 1000).toFixed(0)} kB  training ${last.training.toFixed(3)}  held out ${last.heldOut.toFixed(3)}`,
    );
  }
}
const took = (performance.now() - begun) / 1000;
console.log(`${cell} of ${units} units, ${trainer.parameters} parameters, ${text.length} bytes of text`);
console.log(
  `${(trainer.bytes / 1000 / took).toFixed(1)} kB a second; ${(trainer.bytes / 1000 / processorTime()).toFixed(1)} kB a second of processor time`,
);
console.log(`longest piece ${longest.toFixed(1)} ms`);
trainer.ngrams.forEach((bits, i) =>
  console.log(`n-gram of order ${i + 1}: ${bits.toFixed(3)} bits a byte, passed ${passed[i] ?? 'never'}`),
);
const writing = trainer.write(200, 0.6, 1);
let step = writing.next();
while (!step.done) step = writing.next();
console.log(JSON.stringify(Buffer.from(step.value).toString()));
