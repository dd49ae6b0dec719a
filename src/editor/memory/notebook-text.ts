import { cellSeparator } from '../documents/notebook-source.js';

/** The longest file of a notebook that is looked into, in UTF-16 units: to take apart a longer one would hold the host for too long. */
export const maximumNotebookUnits = 1_000_000;

/**
 * The code of a notebook's file, as the memory holds it of an open notebook: its code cells, joined. What they put out, and Markdown,
 * is left out.
 * @param json the content of an `.ipynb` file: Jupyter's notebook format, versions 3 and 4
 * @returns undefined where it is no notebook, or too long
 */
export function notebookText(json: string): string | undefined {
  if (json.length > maximumNotebookUnits) return undefined;
  const cells = cellsOf(parsed(json));
  const texts = cells?.flatMap(cell => (of(cell, 'cell_type') === 'code' ? [sourceOf(cell)] : []));
  return texts?.join(cellSeparator);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** Version 3 had pages of cells. */
function cellsOf(notebook: unknown): readonly unknown[] | undefined {
  const cells = of(notebook, 'cells');
  if (isList(cells)) return cells;
  const pages = of(notebook, 'worksheets');
  if (!isList(pages)) return undefined;
  return pages.flatMap(page => {
    const cells = of(page, 'cells');
    return isList(cells) ? cells : [];
  });
}

/** A text stands there whole, or line by line with the line endings. */
function sourceOf(cell: unknown): string {
  const source = of(cell, 'source') ?? of(cell, 'input');
  const lines = isList(source) ? source : [source];
  return lines.filter(line => typeof line === 'string').join('');
}

function of(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
