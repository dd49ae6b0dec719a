import type { LearningData } from '../protocol.js';
import { decimal, t } from './localize.js';
import type { Pen } from './picture/pen.js';
import type { Theme } from './theme.js';

/** Pixels around a chart for what is written beside it. */
const [left, right, top, bottom] = [26, 8, 8, 16];
/** Bits of a byte of which nothing is known. */
const mostBits = 8;
/** Decades that a gradient is shown over, from its size at the guess: so many above, and so many below. */
const [decadesAbove, decadesBelow] = [2, 6];

/** Bits for a byte against bytes read, on a scale of logarithms, beside the n-gram models. */
export function paintCurves(
  pen: Pen,
  theme: Theme,
  { points, ngrams }: Pick<LearningData, 'points' | 'ngrams'>,
  width: number,
  height: number,
): void {
  const [wide, high] = [width - left - right, height - top - bottom];
  const count = Math.floor(points.length / 3);
  const first = Math.log(Math.max(1, points[0] ?? 1));
  const last = Math.max(first + Math.log(4), Math.log(Math.max(1, points[3 * (count - 1)] ?? 1)));
  const x = (bytes: number) => left + ((Math.log(Math.max(1, bytes)) - first) / (last - first)) * wide;
  const y = (bits: number) => top + (1 - Math.min(mostBits, Math.max(0, bits)) / mostBits) * high;
  pen.font = `10px ${theme.font}`;
  pen.textAlign = 'right';
  for (let bits = 0; bits <= mostBits; bits += 2) {
    pen.fillStyle = theme.border;
    pen.globalAlpha = 0.4;
    pen.fillRect(left, Math.round(y(bits)), wide, 1);
    pen.globalAlpha = 1;
    pen.fillStyle = theme.dim;
    pen.fillText(String(bits), left - 6, y(bits) + 3);
  }
  // The curves begin high on the left: below them there is room.
  pen.textAlign = 'left';
  pen.setLineDash([4, 3]);
  ngrams.forEach((bits, i) => {
    pen.strokeStyle = theme.negative;
    pen.beginPath();
    pen.moveTo(left, y(bits));
    pen.lineTo(left + wide, y(bits));
    pen.stroke();
    pen.fillStyle = theme.negative;
    pen.fillText(t`n-gram of order ${i + 1}: ${decimal(bits, 2)}`, left + 4, y(bits) - 3);
  });
  pen.setLineDash([]);
  const curve = (place: 1 | 2, colour: string, thick: number) => {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    for (let i = 0; i < count; i++) {
      const [bytes = 1, bits = NaN] = [points[3 * i], points[3 * i + place]];
      if (!Number.isFinite(bits)) continue;
      if (i === 0) pen.moveTo(x(bytes), y(bits));
      else pen.lineTo(x(bytes), y(bits));
    }
    pen.stroke();
    pen.lineWidth = 1;
  };
  curve(1, theme.dim, 1);
  curve(2, theme.positive, 2);
  pen.fillStyle = theme.dim;
  pen.textAlign = 'left';
  if (count > 0) pen.fillText(short(points[0] ?? 0), left, height - 4);
  pen.textAlign = 'right';
  if (count > 1) pen.fillText(short(points[3 * (count - 1)] ?? 0), left + wide, height - 4);
}

/** A number of bytes as an axis has it. */
function short(bytes: number): string {
  return bytes < 1e6 ? t`${Math.round(bytes / 1000)} kB` : t`${decimal(bytes / 1e6, 1)} MB`;
}

/** A bar for each step back, on a scale of logarithms: the guess at the right, as the text has it. */
export function paintThroughTime(
  pen: Pen,
  theme: Theme,
  through: Float32Array,
  width: number,
  height: number,
): void {
  const [wide, high] = [width - left - right, height - top - bottom];
  const all = decadesAbove + decadesBelow;
  const y = (decade: number) => top + ((decadesAbove - decade) / all) * high;
  pen.font = `10px ${theme.font}`;
  pen.textAlign = 'right';
  for (let decade = decadesAbove; decade >= -decadesBelow; decade -= 2) {
    pen.fillStyle = theme.border;
    pen.globalAlpha = decade === 0 ? 1 : 0.4;
    pen.fillRect(left, Math.round(y(decade)), wide, 1);
    pen.globalAlpha = 1;
    pen.fillStyle = theme.dim;
    pen.fillText(`10${raised(decade)}`, left - 4, y(decade) + 3);
  }
  const whole = through[0] ?? 0;
  const each = wide / Math.max(1, through.length);
  for (const [k, size] of through.entries()) {
    const decade = Math.max(-decadesBelow, Math.min(decadesAbove, Math.log10(size / whole)));
    if (!Number.isFinite(decade)) continue;
    // From the lowest line up: what has vanished has no bar; what explodes rises above the line of 1.
    const from = y(-decadesBelow);
    pen.fillStyle = decade > 0 ? theme.negative : theme.positive;
    pen.fillRect(left + wide - (k + 1) * each + 0.5, y(decade), Math.max(1, each - 1), from - y(decade));
  }
  pen.fillStyle = theme.dim;
  pen.fillText(t`the guess`, left + wide, height - 4);
  pen.textAlign = 'left';
  if (through.length > 1) pen.fillText(t`${through.length - 1} back`, left, height - 4);
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const raised = (power: number) => `${power < 0 ? '⁻' : ''}${superscripts[Math.abs(power)] ?? ''}`;
