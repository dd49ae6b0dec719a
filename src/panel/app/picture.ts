import type { PictureFormat } from '../protocol.js';
import { drawElement } from './drawing.js';
import { CanvasSheet, type Sheet } from './pen.js';
import { SvgSheet } from './svg.js';
import type { Theme } from './theme.js';

/** Pixels around the whole, and between two parts of it. */
const [margin, gap] = [16, 6];
/** Pixels of a PNG for one of the page, at least: it is to be shown larger. */
const leastRatio = 2;

/** What a picture holds: the heading, and all tracks that are open, whether they are scrolled into view or not. */
const parts = '.lesson h2, .lesson > p, header > h1, header > p, section:has(.body)';

/** The view as an SVG, or as a PNG in base64, in the colours that it has. */
export function picture(format: PictureFormat, { background }: Theme, title: string): string {
  const elements = [...document.querySelectorAll(parts)].filter(part => !part.matches('[data-picture=none]'));
  const places = elements.map(part => part.getBoundingClientRect());
  const width = Math.max(0, ...places.map(({ width }) => width)) + 2 * margin;
  const height = places.reduce((sum, { height }) => sum + height + gap, 2 * margin - gap);
  const draw = (sheet: Sheet) => {
    sheet.pen.fillStyle = background;
    sheet.pen.fillRect(0, 0, width, height);
    let top = margin;
    for (const [i, part] of elements.entries()) {
      const place = places[i];
      if (!place) continue;
      drawElement(part, sheet, { x: margin - place.left, y: top - place.top });
      top += place.height + gap;
    }
  };
  if (format === 'svg') {
    const sheet = new SvgSheet(crop);
    draw(sheet);
    return sheet.done(width, height, title);
  }
  const canvas = document.createElement('canvas');
  const ratio = Math.max(leastRatio, devicePixelRatio);
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  const context = canvas.getContext('2d');
  if (!context) return '';
  context.scale(ratio, ratio);
  draw(new CanvasSheet(context));
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}

/** A part of an image, pixel by pixel, as the address of a PNG that holds it. */
function crop(image: CanvasImageSource, x: number, y: number, width: number, height: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(image, x, y, width, height, 0, 0, width, height);
  return canvas.toDataURL('image/png');
}
