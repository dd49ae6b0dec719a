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

/** The beginning of a line of the sample, and what the vanilla network that ships expects after each of its bytes. */
function seen() {
  const text = readFileSync(new URL('sample.ts', import.meta.url));
  const start = text.indexOf('sum +=');
  const end = text.indexOf('item.price', start) + 'item.pr'.length;
  return { text, start, end, ...predict(text.subarray(0, end), 'typescript') };
}

/** How unexpected each byte was, and what is expected at the end. */
function activations() {
  const { text, start, end, probabilities } = seen();
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

/** The cell at each byte: the byte below it, and above it the likeliest next one, with a mark where it was right. */
function unrolled() {
  const { text, start, end, probabilities } = seen();
  const shown = byte => String.fromCharCode(byte).replace(' ', '␣');
  const columns = [...text.subarray(start, end)].map((byte, i) => {
    const next = probabilities[start + i + 1];
    const guess = next.indexOf(Math.max(...next));
    return { x: shown(byte), y: shown(guess), mark: text[start + i + 1] === guess ? '•' : ' ' };
  });
  const row = (name, part) => `  ${name}  ${columns.map(column => escaped(column[part])).join(' ')}`;
  const cells = `  h ▸${columns.map(() => '□').join('▸')}▸`;
  return ['The cell, unrolled', row('y', 'y'), row(' ', 'mark'), cells, row('x', 'x')];
}

const drawn = lines => `<pre>${lines.map(line => line || ' ').join('\n')}</pre>`;

/** By the picture that it stands for. A curve that falls is left out. */
export const drawings = {
  'media/typing.png': drawn(typing),
  'media/activations.png': drawn(activations()),
  'media/play.png': drawn(unrolled()),
  'media/learning.png': '',
};
