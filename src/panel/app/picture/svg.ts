import type { Pen, Sheet } from './pen.js';

/** A part of an image as the address of a PNG that holds it. */
export type Crop = (image: CanvasImageSource, x: number, y: number, width: number, height: number) => string;

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Writes an SVG that stands alone: shapes, text as text, images within it; no script, no style sheet, no address of anything else. */
export class SvgSheet implements Sheet, Pen {
  readonly pen: Pen = this;
  fillStyle: Pen['fillStyle'] = '#000000';
  strokeStyle: Pen['strokeStyle'] = '#000000';
  lineWidth = 1;
  globalAlpha = 1;
  font = '10px sans-serif';
  textAlign: CanvasTextAlign = 'start';
  private dash: readonly number[] = [];
  private path = '';
  private readonly written: string[] = [];

  constructor(private readonly crop: Crop) {}

  /** The whole. @param title what it is called where it is read aloud */
  done(width: number, height: number, title: string): string {
    const size = {
      width: short(width),
      height: short(height),
      viewBox: `0 0 ${short(width)} ${short(height)}`,
    };
    const root = { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'xml:space': 'preserve' };
    return `<?xml version="1.0" encoding="UTF-8"?>\n<svg${spelt(root)}>\n<title>${escaped(title)}</title>\n${this.written.join('\n')}\n</svg>\n`;
  }

  inset(x: number, y: number, width: number, height: number, draw: (pen: Pen) => void): void {
    this.written.push(`<svg${spelt(box(x, y, width, height))}>`);
    const { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, dash } = this;
    draw(this);
    Object.assign(this, { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, dash });
    this.written.push('</svg>');
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.write('rect', { ...box(x, y, width, height), ...this.filled });
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.write('rect', { ...box(x, y, width, height), fill: 'none', ...this.stroked });
  }

  /** @param wide how wide it is: where the font is another than here it is pressed or drawn into that */
  fillText(text: string, x: number, y: number, wide?: number): void {
    const [, style, weight, size, family] = /^(italic )?(\d+ )?([\d.]+)px (.*)$/.exec(this.font) ?? [];
    const anchor = { center: 'middle', right: 'end', end: 'end', left: undefined, start: undefined };
    const attributes = {
      ...{ x: short(x), y: short(y), 'font-family': family, 'font-size': size },
      ...(style && { 'font-style': 'italic' }),
      ...(weight && weight !== '400 ' && { 'font-weight': weight.trim() }),
      'text-anchor': anchor[this.textAlign],
      ...(wide !== undefined && { textLength: short(wide), lengthAdjust: 'spacingAndGlyphs' }),
      ...this.filled,
    };
    this.write('text', attributes, escaped(text));
  }

  setLineDash(dash: Iterable<number>): void {
    this.dash = [...dash];
  }

  beginPath(): void {
    this.path = '';
  }

  moveTo(x: number, y: number): void {
    this.path += `M${short(x)} ${short(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.path += `L${short(x)} ${short(y)}`;
  }

  roundRect(x: number, y: number, width: number, height: number, radii?: unknown): void {
    const r = Math.min(typeof radii === 'number' ? radii : 0, width / 2, height / 2);
    const arc = (toX: number, toY: number) => `a${short(r)} ${short(r)} 0 0 1 ${short(toX)} ${short(toY)}`;
    const [across, down] = [short(width - 2 * r), short(height - 2 * r)];
    this.path += `M${short(x + r)} ${short(y)}h${across}${arc(r, r)}v${down}${arc(-r, r)}h-${across}${arc(-r, -r)}v-${down}${arc(r, -r)}z`;
  }

  fill(): void {
    this.write('path', { d: this.path, ...this.filled });
  }

  stroke(): void {
    this.write('path', { d: this.path, fill: 'none', ...this.stroked });
  }

  /** Part of an image, every pixel of it, into a rectangle. */
  drawImage(image: CanvasImageSource, ...places: number[]): void {
    const [sx = 0, sy = 0, sw = 0, sh = 0, x = 0, y = 0, width = 0, height = 0] = places;
    if (sw < 1 || sh < 1) return;
    const href = this.crop(image, sx, sy, sw, sh);
    this.write('image', { ...box(x, y, width, height), preserveAspectRatio: 'none', href });
  }

  private write(element: string, attributes: Attributes, content?: string): void {
    const start = `<${element}${spelt(attributes)}`;
    this.written.push(content === undefined ? `${start}/>` : `${start}>${content}</${element}>`);
  }

  private get filled(): Attributes {
    return painted('fill', this.fillStyle, this.globalAlpha);
  }

  private get stroked(): Attributes {
    return {
      ...painted('stroke', this.strokeStyle, this.globalAlpha),
      ...(this.lineWidth !== 1 && { 'stroke-width': short(this.lineWidth) }),
      ...(this.dash.length > 0 && { 'stroke-dasharray': this.dash.map(short).join(' ') }),
    };
  }
}

/** A colour as every reader of SVG knows it: its opacity apart. */
function painted(name: 'fill' | 'stroke', style: Pen['fillStyle'], alpha: number): Attributes {
  if (typeof style !== 'string') return { [name]: 'none' };
  const numbers = /^rgba?\(([^)]*)\)$/
    .exec(style)?.[1]
    ?.match(/[\d.]+/g)
    ?.map(Number);
  if (!numbers) return { [name]: style, ...opacity(name, alpha) };
  const [r = 0, g = 0, b = 0, a = 1] = numbers;
  const hex = [r, g, b].map(c => Math.round(c).toString(16).padStart(2, '0')).join('');
  return { [name]: `#${hex}`, ...opacity(name, a * alpha) };
}

const opacity = (name: string, alpha: number): Attributes =>
  alpha < 1 ? { [`${name}-opacity`]: short(alpha) } : {};

const box = (x: number, y: number, width: number, height: number): Attributes => ({
  ...{ x: short(x), y: short(y), width: short(Math.max(0, width)), height: short(Math.max(0, height)) },
});

/** Hundredths of a pixel are enough. */
const short = (value: number) => Math.round(value * 100) / 100;

const spelt = (attributes: Attributes) =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes text for XML 1.0, and replaces characters that it forbids. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, character => entities[character] ?? character);
}
