import { readFile } from 'node:fs/promises';
import { Mistake } from '../evaluate/mistake.js';
import { bits, whole } from '../evaluate/table.js';

interface Row {
  readonly name: string;
  readonly cell: string;
  readonly window: number | undefined;
  readonly parameters: number;
  readonly bytes: number;
  readonly test: number;
}

const file = 'models/training/compare.csv';

/** What models/training/compare.py wrote down of every run. */
async function runs(): Promise<Row[]> {
  const [head = '', ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
  const names = head.split(',');
  return lines.map(line => {
    const values = new Map(line.split(',').map((value, i) => [names[i], value]));
    const number = (field: string) => Number(values.get(field) ?? NaN);
    const row = {
      name: values.get('name') ?? '',
      cell: values.get('cell') ?? '',
      window: values.get('window') ? number('window') : undefined,
      parameters: number('parameters'),
      bytes: number('bytes'),
      test: number('test'),
    };
    if (!(row.parameters > 0 && row.test > 0)) throw new Mistake(`${file}: "${line}" is no row of a run.`);
    return row;
  });
}

/**
 * Plain networks of several windows and sizes beside the recurrent cells; the last row is reckoned, not measured: with bits falling
 * by the same amount with each doubling of the parameters, as between the two sizes of one window, how many it would take.
 * @param seen bytes that the cells saw in training: only runs that saw as much can be compared
 */
export async function windowsTable(seen: number): Promise<string[][]> {
  const all = await runs();
  const rows = all.filter(({ bytes }) => Math.abs(bytes - seen) < 0.01 * seen);
  const plain = rows
    .filter(({ cell }) => cell === 'feedforward')
    .sort((a, b) => a.parameters - b.parameters || (a.window ?? 0) - (b.window ?? 0));
  const recurrent = rows.filter(({ cell }) => cell !== 'feedforward').sort((a, b) => b.test - a.test);
  const table = [
    ['network', 'window in bytes', 'parameters', 'bits per byte'],
    ...[...plain, ...recurrent].map(({ name, window, parameters, test }) => [
      `\`${name}\``,
      window === undefined ? 'no end' : String(window),
      whole(parameters),
      bits(test),
    ]),
  ];
  const best = recurrent.at(-1);
  const needed = best && reckoned(plain, best.test);
  if (best && needed)
    table.push([
      `a plain network as good as \`${best.name}\` (reckoned)`,
      String(needed.window),
      `about ${needed.parameters}`,
      bits(best.test),
    ]);
  return table;
}

/** From two sizes of one window: the parameters at which it would come to these bits, were the fall by doubling constant. */
function reckoned(plain: readonly Row[], wanted: number) {
  for (const large of [...plain].reverse()) {
    const small = plain.find(
      ({ window, parameters }) => window === large.window && parameters < large.parameters,
    );
    if (!small || small.test <= large.test) continue;
    const byDoubling = (small.test - large.test) / Math.log2(large.parameters / small.parameters);
    const doublings = (large.test - wanted) / byDoubling;
    const parameters = large.parameters * 2 ** doublings;
    return {
      window: large.window,
      parameters:
        parameters > 1e9
          ? `${(parameters / 1e9).toPrecision(2)} thousand million`
          : `${(parameters / 1e6).toPrecision(2)} million`,
    };
  }
  return undefined;
}
