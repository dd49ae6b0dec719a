import { css, diverging, parseColour, type Colour } from './colour.js';

/** What canvases need of the editor's theme. */
export interface Theme {
  readonly background: string;
  readonly foreground: string;
  readonly dim: string;
  readonly border: string;
  readonly focus: string;
  readonly positive: string;
  readonly negative: string;
  readonly surprise: string;
  readonly marker: string;
  readonly hover: string;
  /** 256 colours of signed values, as pixels. */
  readonly signed: Uint32Array;
  readonly isContrast: boolean;
  readonly font: string;
  readonly fontSize: number;
}

/** Reads the theme that the page stands in. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const colour = (names: readonly string[], usual: Colour): Colour => {
    for (const name of names) {
      const found = parseColour(style.getPropertyValue(`--vscode-${name}`));
      if (found) return found;
    }
    return usual;
  };
  const background = colour(['unroll-canvas', 'editor-background'], [30, 30, 30]);
  const positive = colour(['unroll-positive'], [78, 161, 255]);
  const negative = colour(['unroll-negative'], [232, 145, 55]);
  const foreground = colour(['editor-foreground', 'foreground'], [204, 204, 204]);
  const { classList } = document.body;
  const size = Number.parseFloat(style.getPropertyValue('--vscode-editor-font-size'));
  return {
    background: css(background),
    foreground: css(foreground),
    dim: css(colour(['descriptionForeground'], [150, 150, 150])),
    border: css(colour(['contrastBorder', 'panel-border', 'widget-border'], [80, 80, 80])),
    focus: css(colour(['focusBorder'], [0, 120, 212])),
    positive: css(positive),
    negative: css(negative),
    surprise: css(colour(['unroll-surprise'], [197, 134, 192])),
    marker: css(colour(['editorCursor-foreground', 'foreground'], foreground)),
    hover: css(colour(['editorLineNumber-activeForeground', 'descriptionForeground'], foreground)),
    signed: diverging(negative, background, positive),
    isContrast:
      classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light'),
    font: style.getPropertyValue('--vscode-editor-font-family') || 'monospace',
    fontSize: Math.min(16, Math.max(11, Number.isFinite(size) ? size : 12)),
  };
}
