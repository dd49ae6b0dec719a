import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Pen } from './picture/pen.js';

export type Paint = (pen: Pen, width: number, height: number) => void;

interface Painter {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  paint: Paint;
  width: number;
  height: number;
  ratio: number;
}

const painters = new Map<Element, Painter>();
let resized: () => void = () => undefined;

/** Sizes are read when they change, not in every frame: reading them makes the browser lay out. */
const observer = new ResizeObserver(entries => {
  for (const { target, contentRect } of entries) {
    const painter = painters.get(target);
    if (!painter) continue;
    painter.width = Math.round(contentRect.width);
    painter.height = Math.round(contentRect.height);
    painter.ratio = devicePixelRatio;
    painter.canvas.width = Math.round(painter.width * painter.ratio);
    painter.canvas.height = Math.round(painter.height * painter.ratio);
    painter.context.setTransform(painter.ratio, 0, 0, painter.ratio, 0, 0);
  }
  resized();
});

/** Sets what is called when canvases have to be painted again. */
export function onResize(callback: () => void): void {
  resized = callback;
}

/** Paints all canvases: once in a frame, after what they stand in was rendered. */
export function paintAll(): void {
  for (const { context, paint, width, height } of painters.values()) {
    if (width === 0 || height === 0) continue;
    context.clearRect(0, 0, width, height);
    paint(context, width, height);
  }
}

/** What is painted on a canvas, to be painted elsewhere: its sizes in pixels of the page. */
export function paintingOn(canvas: Element): Pick<Painter, 'paint' | 'width' | 'height'> | undefined {
  return painters.get(canvas);
}

/** A canvas as wide as what it stands in. Its words are beside it: it is hidden from screen readers unless it has a label. */
export function Canvas({ paint, className, label }: { paint: Paint; className: string; label?: string }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return undefined;
    painters.set(canvas, { canvas, context, paint, width: 0, height: 0, ratio: 1 });
    observer.observe(canvas);
    return () => {
      observer.unobserve(canvas);
      painters.delete(canvas);
    };
  }, []);
  const painter = ref.current && painters.get(ref.current);
  if (painter) painter.paint = paint;
  return label === undefined ? (
    <canvas ref={ref} class={className} aria-hidden="true" />
  ) : (
    <canvas ref={ref} class={className} role="img" aria-label={label} />
  );
}
