import { paintingOn } from '../canvas.js';
import { drawDiagram } from './diagram.js';
import type { Sheet, Shift } from './pen.js';
import { drawText } from './words.js';

/**
 * Draws what an element shows as it stands on screen, all of it, whether it is scrolled into view or not: boxes, text, canvases,
 * diagrams. What only screen readers read is left out.
 * @param alpha the opacity of what it stands in
 */
export function drawElement(element: Element, sheet: Sheet, shift: Shift, alpha = 1): void {
  if (element.matches('.visually-hidden')) return;
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden') return;
  const shade = alpha * Number(style.opacity);
  const place = element.getBoundingClientRect();
  const [x, y] = [place.left + shift.x, place.top + shift.y];
  if (element instanceof SVGSVGElement) {
    drawDiagram(element, sheet, shift, shade);
    return;
  }
  drawBox(style, sheet, { x, y, width: place.width, height: place.height }, shade);
  if (element instanceof HTMLCanvasElement) {
    const painting = paintingOn(element);
    const { pen } = sheet;
    pen.globalAlpha = 1;
    if (painting)
      sheet.inset(x, y, painting.width, painting.height, pen =>
        painting.paint(pen, painting.width, painting.height),
      );
    return;
  }
  // What is there to be filled in has no meaning in a picture.
  if (element instanceof HTMLSelectElement || element instanceof HTMLInputElement) return;
  for (const child of element.childNodes) {
    if (child instanceof Element) drawElement(child, sheet, shift, shade);
    else if (child instanceof Text) drawText(child, style, sheet.pen, shift, shade);
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The background of a box and its borders. */
function drawBox(style: CSSStyleDeclaration, { pen }: Sheet, box: Box, alpha: number): void {
  const { x, y, width, height } = box;
  if (width === 0 || height === 0) return;
  pen.globalAlpha = alpha;
  pen.lineWidth = 1;
  const radius = Number.parseFloat(style.borderTopLeftRadius) || 0;
  if (isSeen(style.backgroundColor)) {
    pen.fillStyle = style.backgroundColor;
    pen.beginPath();
    pen.roundRect(x, y, width, height, radius);
    pen.fill();
  }
  const sides = (['Top', 'Right', 'Bottom', 'Left'] as const).map(side => ({
    width: Number.parseFloat(style[`border${side}Width`]) || 0,
    colour: style[`border${side}Color`],
  }));
  const drawn = sides.filter(({ width, colour }) => width > 0 && isSeen(colour));
  const [first] = drawn;
  if (!first) return;
  if (drawn.length === sides.length) {
    pen.strokeStyle = first.colour;
    pen.lineWidth = first.width;
    const half = first.width / 2;
    pen.beginPath();
    pen.roundRect(x + half, y + half, width - first.width, height - first.width, radius);
    pen.stroke();
    pen.lineWidth = 1;
    return;
  }
  const [top, right, bottom, left] = sides;
  const bar = (side: typeof top, ...place: [number, number, number, number]) => {
    if (!side || !drawn.includes(side)) return;
    pen.fillStyle = side.colour;
    pen.fillRect(...place);
  };
  bar(top, x, y, width, top?.width ?? 0);
  bar(bottom, x, y + height - (bottom?.width ?? 0), width, bottom?.width ?? 0);
  bar(left, x, y, left?.width ?? 0, height);
  bar(right, x + width - (right?.width ?? 0), y, right?.width ?? 0, height);
}

/** Is a computed colour visible? */
function isSeen(colour: string): boolean {
  return colour !== 'transparent' && !/[,/]\s*0\)$/.test(colour);
}
