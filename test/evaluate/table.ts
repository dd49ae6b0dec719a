/** Columns of text, the first to the left and the others to the right, for a terminal. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, Array.from(cell).length)));
  const pad = (cell: string, i: number) =>
    i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
  return rows.map(row => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** The lines of a table in Markdown: its head, then its rows. */
export function markdown(rows: readonly (readonly string[])[]): string[] {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const [head = [], ...others] = rows;
  return [line(head), '|---'.repeat(head.length) + '|', ...others.map(line)];
}

export const bits = (value: number) => value.toFixed(3);
export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
export const whole = (value: number) => value.toLocaleString('en');
