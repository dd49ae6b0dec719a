// The vanilla recurrent network that ships, by hand: reads a file byte by byte and predicts the next byte.
//   node rnn.mjs FILE [LANGUAGE]        LANGUAGE is a name in the header of rnn.json, such as javascript
import { readFileSync } from 'node:fs';

const file = name => readFileSync(new URL(name, import.meta.url));
const { header, weights } = JSON.parse(file('rnn.json'));
const stored = Uint8Array.from(file(weights.file));
const view = new DataView(stored.buffer);

/** A half-precision number. */
const half = bits =>
  (bits >> 15 ? -1 : 1) *
  (bits & 0x7c00
    ? (1 + (bits & 0x3ff) / 1024) * 2 ** (((bits >> 10) & 31) - 15)
    : (bits & 0x3ff) * 2 ** -24);

let at = 0;
/** Each tensor as rows of numbers. */
const tensors = weights.tensors.map(({ shape, type }) => {
  const columns = shape.at(-1);
  const rows = shape.reduce((a, b) => a * b) / columns;
  const from = at;
  // Signed bytes stand behind a scale for each row; else they are half-precision numbers.
  at += type === 'i8' ? 4 * rows + rows * columns : 2 * rows * columns;
  const number = (row, i) =>
    type === 'i8'
      ? view.getFloat32(from + 4 * row, true) * view.getInt8(from + 4 * rows + row * columns + i)
      : half(view.getUint16(from + 2 * (row * columns + i), true));
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, i) => number(row, i)));
});
// [256, 32], [416, 32], [416, 416], [832]: for W, then for R; [416, 256], [256]
const [E, W, R, [b], V, [c]] = tensors;
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** The states before the text and after each of its bytes, and the probabilities of the byte that follows each. */
export function predict(text, language = '') {
  const start = Buffer.from(header.start + language + header.end);
  let h = R.map(() => 0);
  const states = [...start, ...text].map(x => {
    // The cell: the byte's embedding and the state before give the next state.
    h = h.map((_, i) => Math.tanh(dot(W[i], E[x]) + dot(R[i], h) + b[i] + b[h.length + i]));
    return h;
  });
  const read = states.slice(start.length - 1);
  return { states: read, probabilities: read.map(h => softmax(logitsOf(h))) };
}

function logitsOf(h) {
  const logits = [...c];
  V.forEach((row, i) => row.forEach((weight, byte) => (logits[byte] += weight * h[i])));
  return logits;
}

function softmax(logits) {
  const highest = Math.max(...logits);
  const exponents = logits.map(logit => Math.exp(logit - highest));
  const sum = exponents.reduce((a, b) => a + b);
  return exponents.map(exponent => exponent / sum);
}

if (process.argv[1]?.endsWith('rnn.mjs')) {
  const text = readFileSync(process.argv[2]);
  const { probabilities } = predict(text, process.argv[3]);
  const bits = [...text].reduce((sum, byte, i) => sum - Math.log2(probabilities[i][byte]), 0);
  console.log('bits per byte:', bits / text.length);
  const last = [...probabilities.at(-1).entries()].sort(([, p], [, q]) => q - p);
  for (const [byte, p] of last.slice(0, 5))
    console.log('next:', JSON.stringify(String.fromCharCode(byte)), p.toFixed(3));
}
