import type { Pen, Shift } from './pen.js';

/** The font of an element, as a pen takes it. */
export function fontOf(
  { fontStyle, fontWeight, fontSize, fontFamily }: CSSStyleDeclaration,
  scale = 1,
): string {
  const size = Math.round(Number.parseFloat(fontSize) * scale * 100) / 100;
  return `${fontStyle === 'italic' ? 'italic ' : ''}${fontWeight} ${size}px ${fontFamily}`;
}

const measure = document.createElement('canvas').getContext('2d');

function metrics(font: string, text: string): { width: number; ascent: number; descent: number } {
  if (!measure) return { width: 0, ascent: 0, descent: 0 };
  measure.font = font;
  const { width, fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = measure.measureText(text);
  return { width, ascent, descent };
}

/** Words that stand on one line of the page. */
interface Line {
  text: string;
  readonly left: number;
  right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Draws the text of a node, line by line as the page broke it. */
export function drawText(
  node: Text,
  style: CSSStyleDeclaration,
  pen: Pen,
  shift: Shift,
  alpha: number,
): void {
  const lines = linesOf(node);
  if (lines.length === 0) return;
  const font = fontOf(style);
  const { ascent, descent } = metrics(font, 'x');
  const end = clipOf(node.parentElement);
  pen.font = font;
  pen.textAlign = 'left';
  pen.fillStyle = style.color;
  pen.globalAlpha = alpha;
  for (const { text, left, right, top, bottom } of lines) {
    const y = (top + bottom - ascent - descent) / 2 + ascent + shift.y;
    const fits = right <= end + 1;
    const shown = fits ? text : shortened(text, font, end - left);
    if (shown !== '')
      pen.fillText(shown, left + shift.x, y, fits ? right - left : metrics(font, shown).width);
  }
}

/** The lines that the page made of a node's words. */
function linesOf(node: Text): Line[] {
  const range = document.createRange();
  const lines: Line[] = [];
  const add = (start: number, end: number, isNext: boolean) => {
    range.setStart(node, start);
    range.setEnd(node, end);
    const [place, ...more] = range.getClientRects();
    if (!place || place.width === 0) return;
    // A word that was broken over several lines is taken apart.
    if (more.length > 0 && end - start > 1) {
      for (let i = start; i < end; i++) add(i, i + 1, isNext && i === start);
      return;
    }
    const word = node.data.slice(start, end);
    const last = lines.at(-1);
    if (last && Math.abs(last.top - place.top) < 2) {
      last.text += isNext ? ` ${word}` : word;
      last.right = place.right;
    } else
      lines.push({
        ...{ text: word, left: place.left, right: place.right },
        ...{ top: place.top, bottom: place.bottom },
      });
  };
  for (const { index, 0: word } of node.data.matchAll(/\S+/g)) add(index, index + word.length, true);
  return lines;
}

/** The right edge beyond which the text of an element is cut off. */
function clipOf(element: Element | null): number {
  for (let at = element; at && at !== document.body; at = at.parentElement)
    if (getComputedStyle(at).overflowX === 'hidden') return at.getBoundingClientRect().right;
  return Infinity;
}

/** The beginning of a text that has room, with an ellipsis where some is cut off. */
function shortened(text: string, font: string, room: number): string {
  if (metrics(font, text).width <= room) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && metrics(font, `${characters.join('')}…`).width > room) characters.pop();
  return characters.length > 0 ? `${characters.join('')}…` : '';
}
