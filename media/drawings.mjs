// What stands in the README of a VSIX for its pictures. VS Code's page of an extension shows pictures by https addresses alone, and a file has
// none: there the same things are drawn as text, whose colors it keeps.
import { readFileSync } from 'node:fs';
import { predict } from '../models/rnn.mjs';

const escaped = text => text.replace(/[&<>]/g, mark => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark]);
const colored = (text, style) => `<span style="${style}">${escaped(text)}</span>`;
const dimmed = text => colored(text, 'color:var(--vscode-disabledForeground);');

/** A suggestion, and how it is accepted. */
const typing = [
  `export function nearest(points: Point[], place: Point): Point | undefined { ${dimmed('…')} }`,
  '',
  `export function farthest(poi${dimmed('nts: Point')}            ${dimmed('◂ a suggestion')}`,
  `export function farthest(points:${dimmed(' Point')}            ${dimmed('◂ Ctrl+→ accepted a word')}`,
  `export function farthest(points: Point            ${dimmed('◂ Tab accepted the rest')}`,
];

/** Backgrounds for 0 to 2, 2 to 4, 4 to 8 and more bits of surprise, on any theme. */
const shades = ['', '#96628c40', '#96628c80', '#96628cc0'];
const shadeOf = bits => shades[[2, 4, 8, Infinity].findIndex(most => bits < most)];

/** A line of the sample as the vanilla network that ships sees it: how unexpected each byte was, and what it expected at the end. */
function activations() {
  const text = readFileSync(new URL('sample.ts', import.meta.url));
  const end = text.indexOf('return sum') + 're'.length;
  const start = text.lastIndexOf('let sum', end);
  const { probabilities } = predict(text.subarray(0, end), 'typescript');
  const bits = probabilities.slice(0, -1).map((row, i) => -Math.log2(row[text[i]]));
  const line = [...text.subarray(start, end)].map((byte, i) => {
    const shade = shadeOf(bits[start + i]);
    const character = String.fromCharCode(byte);
    return shade === '' || character === '\n'
      ? escaped(character)
      : colored(character, `background-color:${shade};`);
  });
  const last = probabilities.at(-1);
  const best = last.map((chance, byte) => ({ chance, byte })).sort((a, b) => b.chance - a.chance);
  const rows = best.slice(0, 4).map(({ chance, byte }) => {
    const character = byte === 10 ? '⏎' : byte === 32 ? '␣' : String.fromCharCode(byte);
    const percent = `${Math.round(chance * 100)}%`.padStart(4);
    return `${escaped(character)} ${percent} ${dimmed('█'.repeat(Math.round(chance * 40)))}`;
  });
  return [
    `${dimmed('Text and surprise')}`,
    `  ${line.join('')}`,
    '',
    `${dimmed('What comes next')}`,
    ...rows,
  ];
}

const drawn = lines => `<pre>${lines.map(line => line || ' ').join('\n')}</pre>`;

/** By the picture that it stands for. */
export const drawings = { 'media/typing.png': drawn(typing), 'media/activations.png': drawn(activations()) };
