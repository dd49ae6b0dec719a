import type { Pen, Sheet, Shift } from './pen.js';
import { fontOf } from './words.js';

/** Draws a diagram of the page: its rectangles, lines with the arrows at their ends, and text. */
export function drawDiagram(svg: SVGSVGElement, { pen }: Sheet, shift: Shift, alpha: number): void {
  const on = svg.getScreenCTM();
  if (!on) return;
  const across = (value: number) => value * on.a + on.e + shift.x;
  const down = (value: number) => value * on.d + on.f + shift.y;
  for (const shape of svg.querySelectorAll('rect, line, text')) {
    const style = getComputedStyle(shape);
    const at = (name: string) => Number(shape.getAttribute(name) ?? 0);
    pen.globalAlpha = alpha * Number(style.opacity);
    if (shape instanceof SVGRectElement) {
      pen.beginPath();
      const radius = at('rx') * on.a;
      pen.roundRect(across(at('x')), down(at('y')), at('width') * on.a, at('height') * on.d, radius);
      fillAndStroke(pen, style);
    } else if (shape instanceof SVGLineElement) {
      const ends = [across(at('x1')), down(at('y1')), across(at('x2')), down(at('y2'))] as const;
      drawLine(pen, style, ends, shape.hasAttribute('marker-end') ? 6 * on.a : 0);
    } else {
      pen.font = fontOf(style, on.a);
      pen.textAlign = style.textAnchor === 'middle' ? 'center' : 'left';
      pen.fillStyle = style.fill;
      pen.fillText(shape.textContent, across(at('x')), down(at('y')));
    }
  }
}

function fillAndStroke(pen: Pen, { fill, stroke, strokeDasharray }: CSSStyleDeclaration): void {
  if (fill !== 'none') {
    pen.fillStyle = fill;
    pen.fill();
  }
  if (stroke === 'none') return;
  pen.strokeStyle = stroke;
  pen.setLineDash(strokeDasharray === 'none' ? [] : strokeDasharray.split(/[ ,]+/).map(Number.parseFloat));
  pen.stroke();
  pen.setLineDash([]);
}

type Ends = readonly [number, number, number, number];

/** A line, and an arrow's tip of a length at its end. */
function drawLine(pen: Pen, { stroke }: CSSStyleDeclaration, [x1, y1, x2, y2]: Ends, tip: number): void {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return;
  const [x, y] = [(x2 - x1) / length, (y2 - y1) / length];
  pen.strokeStyle = stroke;
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2 - x * tip, y2 - y * tip);
  pen.stroke();
  if (tip === 0) return;
  const corner = (side: number) =>
    [x2 - x * tip - (y * tip * side) / 2, y2 - y * tip + (x * tip * side) / 2] as const;
  pen.fillStyle = stroke;
  pen.beginPath();
  pen.moveTo(x2, y2);
  pen.lineTo(...corner(1));
  pen.lineTo(...corner(-1));
  pen.fill();
}
