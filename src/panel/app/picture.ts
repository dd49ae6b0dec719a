import type { Theme } from './theme.js';

/** Pixels between the parts of a picture, and for the words beside them. */
const [gap, gutter, margin] = [6, 190, 12];

/** The tracks on screen as one PNG, in base64. */
export function picture(theme: Theme, title: string): string {
  const canvases = [...document.querySelectorAll('canvas')].filter(({ width, height }) => width * height > 0);
  const ratio = devicePixelRatio;
  const width = Math.max(400, ...canvases.map(canvas => canvas.width / ratio)) + gutter + 2 * margin;
  const height = canvases.reduce((sum, canvas) => sum + canvas.height / ratio + gap, 2 * margin + 24);
  const whole = document.createElement('canvas');
  whole.width = Math.round(width * ratio);
  whole.height = Math.round(height * ratio);
  const context = whole.getContext('2d');
  if (!context) return '';
  context.scale(ratio, ratio);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.foreground;
  context.font = `13px ${theme.font}`;
  context.textBaseline = 'top';
  context.fillText(title, margin, margin);
  let y = margin + 24;
  for (const canvas of canvases) {
    const high = canvas.height / ratio;
    context.font = `11px ${theme.font}`;
    context.fillStyle = theme.dim;
    context.fillText(wordsOf(canvas), margin, y + 2, gutter - 10);
    context.drawImage(canvas, margin + gutter, y, canvas.width / ratio, high);
    y += high + gap;
  }
  return whole.toDataURL('image/png').replace(/^[^,]*,/, '');
}

/** What stands beside a track. */
function wordsOf(canvas: HTMLCanvasElement): string {
  const row = canvas.closest('tr, .row');
  const words = row?.querySelector('th, .gutter')?.textContent.trim() ?? '';
  const value = row?.querySelector('td.number')?.textContent.trim() ?? '';
  return `${words} ${value}`.trim();
}
