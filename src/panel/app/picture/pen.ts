/** What everything is drawn with: a canvas's context, or what writes an SVG. Text stands on its line, and is as wide as is said. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'setLineDash'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'roundRect'
  | 'fill'
  | 'stroke'
  | 'drawImage'
>;

/** Where what is drawn comes to lie: added to places on screen. */
export interface Shift {
  readonly x: number;
  readonly y: number;
}

/** What a picture of the view is drawn on. */
export interface Sheet {
  readonly pen: Pen;
  /** Draws into a rectangle, whose corner is the origin, and nothing beyond it. */
  inset(x: number, y: number, width: number, height: number, draw: (pen: Pen) => void): void;
}

export class CanvasSheet implements Sheet {
  constructor(readonly pen: CanvasRenderingContext2D) {}

  inset(x: number, y: number, width: number, height: number, draw: (pen: Pen) => void): void {
    const { pen } = this;
    pen.save();
    pen.translate(x, y);
    pen.beginPath();
    pen.rect(0, 0, width, height);
    pen.clip();
    draw(pen);
    pen.restore();
  }
}
