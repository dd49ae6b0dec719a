// What stands in the README of a VSIX for its pictures. VS Code's page of an extension shows pictures by https addresses alone, and a file has
// none; nor does it keep the styles of text. So the same things are drawn with characters.
import { readFileSync } from 'node:fs';
import { predict } from '../models/rnn.mjs';

const escaped = text => text.replace(/[&<>]/g, mark => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark]);
const suggested = text => `<em>${escaped(text)}</em>`;

/** A suggestion, and how it is accepted. */
const typing = [
  'export function nearest(points: Point[], place: Point): Point | undefined { … }',
  '',
  `export function farthest(poi│${suggested('nts: Point')}      ◂ a suggestion, in italics`,
  `export function farthest(points:│${suggested(' Point')}      ◂ Ctrl+→ accepted a word`,
  'export function farthest(points: Point│      ◂ Tab accepted the rest',
];

/** Eight heights; the highest is for 7 bits of surprise and more. */
const bars = '▁▂▃▄▅▆▇█';

/** A line of the sample as the vanilla network that ships sees it: how unexpected each byte was, and what it expects at the end. */
function activations() {
  const text = readFileSync(new URL('sample.ts', import.meta.url));
  const start = text.indexOf('sum +=');
  const end = text.indexOf('item.price', start) + 'item.pr'.length;
  const { probabilities } = predict(text.subarray(0, end), 'typescript');
  const surprises = [...text.subarray(0, end)].map((byte, i) => -Math.log2(probabilities[i][byte]));
  const heights = surprises.slice(start).map(bits => bars[Math.min(bars.length - 1, Math.floor(bits))]);
  const best = probabilities
    .at(-1)
    .map((chance, byte) => ({ chance, byte }))
    .sort((a, b) => b.chance - a.chance);
  const rows = best.slice(0, 4).map(({ chance, byte }) => {
    const percent = `${Math.round(chance * 100)}%`.padStart(4);
    return `  ${escaped(String.fromCharCode(byte))} ${percent} ${'█'.repeat(Math.round(chance * 40))}`;
  });
  const line = text.subarray(start, end).toString();
  return ['Text and surprise', `  ${escaped(line)}`, `  ${heights.join('')}`, '', 'What comes next', ...rows];
}

const drawn = lines => `<pre>${lines.map(line => line || ' ').join('\n')}</pre>`;

/** By the picture that it stands for. */
export const drawings = { 'media/typing.png': drawn(typing), 'media/activations.png': drawn(activations()) };
