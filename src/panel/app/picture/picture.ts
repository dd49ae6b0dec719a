import type { PictureFormat } from '../../protocol.js';
import { drawElement } from './drawing.js';
import { CanvasSheet, type Sheet } from './pen.js';
import { SvgSheet } from './svg.js';
import type { Theme } from '../theme.js';

/** Pixels around the whole. */
const margin = 12;
/** Pixels of a PNG for one of the page, at least: it is to be shown larger. */
const leastRatio = 2;

/**
 * The view as an SVG, or as a PNG in base64, in the colours that it has: all tracks that are open, whether they are scrolled into
 * view or not, without what is there to be pressed.
 */
export function picture(view: Element, format: PictureFormat, { background }: Theme, title: string): string {
  // Nothing of this is seen: it is undone before the browser draws.
  view.classList.add('pictured');
  try {
    return format === 'svg' ? svgOf(view, background, title) : pngOf(view, background);
  } finally {
    view.classList.remove('pictured');
  }
}

function svgOf(view: Element, background: string, title: string): string {
  const sheet = new SvgSheet(crop);
  const { width, height } = draw(view, background, sheet);
  return sheet.done(width, height, title);
}

function pngOf(view: Element, background: string): string {
  const canvas = document.createElement('canvas');
  const { width, height } = sizeOf(view);
  const ratio = Math.max(leastRatio, devicePixelRatio);
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  const context = canvas.getContext('2d');
  if (!context) return '';
  context.scale(ratio, ratio);
  draw(view, background, new CanvasSheet(context));
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}

function sizeOf(view: Element): { width: number; height: number } {
  const { width, height } = view.getBoundingClientRect();
  return { width: width + 2 * margin, height: height + 2 * margin };
}

function draw(view: Element, background: string, sheet: Sheet): { width: number; height: number } {
  const size = sizeOf(view);
  const { left, top } = view.getBoundingClientRect();
  sheet.pen.fillStyle = background;
  sheet.pen.fillRect(0, 0, size.width, size.height);
  drawElement(view, sheet, { x: margin - left, y: margin - top });
  return size;
}

/** A part of an image, pixel by pixel, as the address of a PNG that holds it. */
function crop(image: CanvasImageSource, x: number, y: number, width: number, height: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(image, x, y, width, height, 0, 0, width, height);
  return canvas.toDataURL('image/png');
}
