import type { ComponentChildren } from 'preact';
import type { LessonPicture } from '../protocol.js';
import { t } from './localize.js';
import './cell-picture.css';

/** A drawing of a lesson: of rectangles, lines and text alone, which an exported picture can draw. */
export function CellPicture({ of }: { readonly of: LessonPicture }) {
  return of === 'cells' ? <TwoCells /> : <TwoBlocks />;
}

/** Pixels of one cell and between two. */
const [cellWidth, gap] = [190, 24];
/** Heights, in pixels: of what is put out, of the state's way, of the gates, of the lines that feed them from h and from x, and of x. */
const [outY, stateY, gateY, pastY, inputY, bottomY] = [18, 52, 104, 138, 150, 178];
const boxHeight = 24;

/** A GRU, in which the gates and the new content read the state before, beside a gated linear recurrence, in which they do not. */
function TwoCells() {
  // Half of the last letter stands beside its cell.
  const width = 2 * cellWidth + gap + 8;
  return (
    <Drawing
      width={width}
      height={bottomY + 8}
      label={t`A GRU beside a gated linear recurrence: lines lead from the state before to the gates and the new content of the GRU, and to none of the other`}
    >
      <Cell at={0} gates={['r', 'n', 'z']} mix="z·h + (1−z)·n" out="h" isGru />
      <Cell at={cellWidth + gap} gates={['f', 'c', 'o']} mix="f·h + (1−f)·c" out="o·h" />
    </Drawing>
  );
}

interface CellProps {
  readonly at: number;
  /** From left to right: those that the mix takes stand below it. */
  readonly gates: readonly [string, string, string];
  readonly mix: string;
  readonly out: string;
  /** Else it is a gated linear recurrence. */
  readonly isGru?: boolean;
}

function Cell({ at, gates, mix, out, isGru = false }: CellProps) {
  const places = [at + 50, at + 99, at + 148] as const;
  const [left, middle, right] = places;
  const [mixLeft, mixWidth] = [at + 40, 88];
  const top = gateY - boxHeight / 2;
  return (
    <>
      <Text x={at + 12} y={stateY + 4} letter text="hₜ₋₁" />
      <Arrow x1={at + 26} y1={stateY} x2={mixLeft} y2={stateY} />
      <Box x={mixLeft} y={stateY - boxHeight / 2} width={mixWidth} text={mix} />
      <Arrow x1={mixLeft + mixWidth} y1={stateY} x2={at + cellWidth - 14} y2={stateY} />
      <Text x={at + cellWidth - 4} y={stateY + 4} letter text="hₜ" />
      {gates.map((gate, i) => (
        <Box key={gate} x={(places[i] ?? 0) - 17} y={top} width={34} text={gate} />
      ))}
      {isGru ? (
        <>
          <Arrow x1={left + 17} y1={gateY} x2={middle - 17} y2={gateY} />
          <Arrow x1={middle} y1={top} x2={middle} y2={stateY + boxHeight / 2} />
          <Line x1={right} y1={top} x2={right} y2={stateY + 26} />
          <Line x1={right} y1={stateY + 26} x2={middle + 14} y2={stateY + 26} />
          <Arrow x1={middle + 14} y1={stateY + 26} x2={middle + 14} y2={stateY + boxHeight / 2} />
          <Line past x1={at + 12} y1={stateY + 12} x2={at + 12} y2={pastY} />
          <Line past x1={at + 12} y1={pastY} x2={right - 6} y2={pastY} />
          {places.map(x => (
            <Arrow key={x} past x1={x - 6} y1={pastY} x2={x - 6} y2={top + boxHeight} />
          ))}
          <Arrow x1={right} y1={stateY} x2={right} y2={outY + 6} />
        </>
      ) : (
        <>
          <Arrow x1={left} y1={top} x2={left} y2={stateY + boxHeight / 2} />
          <Arrow x1={middle} y1={top} x2={middle} y2={stateY + boxHeight / 2} />
          <Arrow x1={right + 8} y1={top} x2={right + 8} y2={outY + 6} />
          <Arrow x1={right - 8} y1={stateY} x2={right - 8} y2={outY + 6} />
        </>
      )}
      <Text x={right} y={outY} letter text={out} />
      <Line x1={left + 6} y1={inputY} x2={right + 6} y2={inputY} />
      {places.map(x => (
        <Arrow key={x} x1={x + 6} y1={inputY} x2={x + 6} y2={top + boxHeight} />
      ))}
      <Line x1={middle} y1={bottomY - 12} x2={middle} y2={inputY} />
      <Text x={middle} y={bottomY} letter text="xₜ" />
      <Text x={at + 46} y={outY} text={isGru ? 'GRU' : t`gated linear`} />
    </>
  );
}

/** Two blocks over two steps: how a byte of before comes to the gates of the upper one. */
function TwoBlocks() {
  const [first, second] = [96, 276];
  const [upper, lower, input] = [40, 110, 176];
  const [width, half] = [96, 14];
  const blocks = [
    [upper, t`block ${'2'}`],
    [lower, t`block ${'1'}`],
  ] as const;
  return (
    <Drawing
      width={360}
      height={186}
      label={t`Two blocks over two steps: the byte before reaches the gates of block 2 through the state of block 1`}
    >
      {blocks.map(([y, name]) => (
        <g key={y}>
          <Text x={22} y={y + 4} text={name} />
          {[first, second].map(x => (
            <Box key={x} x={x - width / 2} y={y - half} width={width} height={2 * half} text="f, c, o" />
          ))}
          <Arrow past={y === lower} x1={first + width / 2} y1={y} x2={second - width / 2} y2={y} />
          <Text x={(first + second) / 2} y={y - 6} letter text="h" />
        </g>
      ))}
      {[first, second].map(x => (
        <g key={x}>
          <Arrow past={x === second} x1={x} y1={lower - half} x2={x} y2={upper + half} />
          <Text x={x + 28} y={(upper + lower) / 2 + 4} letter text="+ o·h" />
          <Arrow past={x === first} x1={x} y1={input - 14} x2={x} y2={lower + half} />
          <Arrow x1={x} y1={upper - half} x2={x} y2={6} />
        </g>
      ))}
      <Text x={first} y={input} letter text="xₜ₋₁" />
      <Text x={second} y={input} letter text="xₜ" />
    </Drawing>
  );
}

interface DrawingProps {
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly children: ComponentChildren;
}

function Drawing({ width, height, label, children }: DrawingProps) {
  return (
    <svg
      class="cell-picture"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    >
      <defs>
        {['tip', 'tip past'].map(kind => (
          <marker
            key={kind}
            id={markerOf(kind !== 'tip')}
            viewBox="0 0 6 6"
            refX="5"
            refY="3"
            markerWidth="6"
            markerHeight="6"
            orient="auto"
          >
            <path d="M0 0 L6 3 L0 6 z" class={kind} />
          </marker>
        ))}
      </defs>
      {children}
    </svg>
  );
}

interface LineProps {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** Does it lead from the state before? */
  readonly past?: boolean;
}

const markerOf = (past: boolean) => (past ? 'past-tip' : 'cell-tip');

function Line({ past = false, ...ends }: LineProps) {
  return <line {...ends} class={past ? 'past' : ''} />;
}

function Arrow({ past = false, ...ends }: LineProps) {
  return <line {...ends} class={past ? 'past' : ''} marker-end={`url(#${markerOf(past)})`} />;
}

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height?: number;
  readonly text: string;
}

function Box({ x, y, width, height = boxHeight, text }: BoxProps) {
  return (
    <>
      <rect class="cell" x={x} y={y} width={width} height={height} rx={3} />
      <Text x={x + width / 2} y={y + height / 2 + 4} text={text} />
    </>
  );
}

/** @param letter is it a vector's name? */
function Text({ x, y, text, letter = false }: { x: number; y: number; text: string; letter?: boolean }) {
  return (
    <text x={x} y={y} class={letter ? 'letter' : ''}>
      {text}
    </text>
  );
}
