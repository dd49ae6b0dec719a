/** A line of a picture: a value at each place along the bottom; none where too little was measured. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

export interface Chart {
  readonly title: string;
  readonly places: readonly string[];
  readonly lines: readonly Line[];
}

/** Legible on white and on black. */
const colours = ['#3b8eea', '#e0663a', '#2aa876', '#b06ad9', '#b8930b'];
const grey = '#888888';
const [usualWidth, height, left, top, right, bottom] = [330, 250, 34, 30, 12, 40];

/** Charts side by side as SVG, with one legend, for light and dark grounds. */
export function picture(charts: readonly Chart[], under: string, description: string, stretch = 1): string {
  const width = stretch * usualWidth;
  const total = charts.length * width;
  const names = charts[0]?.lines.map(({ name }) => name) ?? [];
  const legend = names.map((name, i) => {
    const x = left + i * 110;
    return `<line x1="${x}" y1="${height + 14}" x2="${x + 18}" y2="${height + 14}" stroke="${colour(i)}" stroke-width="3"/>${text(x + 24, height + 18, name, 'start')}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${height + 28}" width="${total}" height="${height + 28}" role="img" font-family="system-ui, sans-serif" font-size="11" fill="${grey}">`,
    `<title>${escape(description)}</title>`,
    ...charts.map((chart, i) => `<g transform="translate(${i * width} 0)">${drawn(chart, under, width)}</g>`),
    ...legend,
    '</svg>\n',
  ].join('\n');
}

function drawn({ title, places, lines }: Chart, under: string, width: number): string {
  const known = lines.flatMap(({ values }) => values.filter(value => value !== undefined));
  const step = stepOf(Math.max(...known));
  const highest = Math.ceil(Math.max(...known) / step) * step;
  const x = (i: number) => round(left + ((i + 0.5) * (width - left - right)) / places.length);
  const y = (value: number) => round(height - bottom - (value / highest) * (height - top - bottom));
  const rules: string[] = [];
  for (let value = 0; value <= highest + 1e-9; value += step)
    rules.push(
      `<line x1="${left}" y1="${y(value)}" x2="${width - right}" y2="${y(value)}" stroke="${grey}" stroke-opacity="0.3"/>`,
      text(left - 5, y(value) + 4, String(round(value)), 'end'),
    );
  const curves = lines.map(({ values }, i) => {
    const points = values.flatMap((value, at) => (value === undefined ? [] : [`${x(at)},${y(value)}`]));
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour(i)}" stroke-width="2"/>`;
  });
  return [
    text(left, 16, title, 'start', 13),
    ...rules,
    ...places.map((place, i) => text(x(i), height - bottom + 15, place, 'middle', 9)),
    text((left + width - right) / 2, height - 8, under, 'middle'),
    ...curves,
  ].join('');
}

const colour = (i: number) => colours[i % colours.length] ?? grey;
const round = (value: number) => Math.round(value * 100) / 100;

/** The distance of rules that makes about four of them. */
function stepOf(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(highest / 4));
  return power * ([1, 2, 5, 10].find(factor => factor * power * 5 >= highest) ?? 10);
}

function text(x: number, y: number, value: string, anchor: string, size?: number): string {
  const bigger = size === undefined ? '' : ` font-size="${size}"`;
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${bigger}>${escape(value)}</text>`;
}

function escape(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
