/** Red, green, blue: 0 to 255. */
export type Colour = readonly [number, number, number];

/** Reads `#rgb`, `#rrggbb`, `#rrggbbaa` and `rgb()`, as VS Code's themes and browsers write them. */
export function parseColour(text: string): Colour | undefined {
  const hex = /^#([\da-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex) {
    const digits = hex.length < 6 ? Array.from(hex, digit => digit + digit).join('') : hex;
    const at = (i: number) => parseInt(digits.slice(i, i + 2), 16);
    return [at(0), at(2), at(4)];
  }
  const numbers = /^rgba?\(([^)]*)\)$/.exec(text.trim())?.[1]?.match(/[\d.]+/g);
  return numbers && numbers.length >= 3
    ? [Number(numbers[0]), Number(numbers[1]), Number(numbers[2])]
    : undefined;
}

const toLinear = (c: number) => (c <= 0.04045 * 255 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
const fromLinear = (c: number) =>
  Math.round(255 * Math.max(0, Math.min(1, c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055)));

/** OKLab (Ottosson 2020), in which equal steps look equal. */
function toLab([r, g, b]: Colour): [number, number, number] {
  const [R, G, B] = [toLinear(r), toLinear(g), toLinear(b)];
  const l = Math.cbrt(0.4122214708 * R + 0.5363325363 * G + 0.0514459929 * B);
  const m = Math.cbrt(0.2119034982 * R + 0.6806995451 * G + 0.1073969566 * B);
  const s = Math.cbrt(0.0883024619 * R + 0.2817188376 * G + 0.6299787005 * B);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([L, a, b]: readonly [number, number, number]): Colour {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** A colour between two, in equal steps to the eye. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const [a, b] = [toLab(from), toLab(to)];
  const between = (i: 0 | 1 | 2) => a[i] + (b[i] - a[i]) * share;
  return fromLab([between(0), between(1), between(2)]);
}

/**
 * The table of signed values: entry 128 is 0, 1 is -1 and 255 is 1.
 * @returns 256 colours as canvas pixels have them, alpha uppermost (little-endian)
 */
export function diverging(negative: Colour, zero: Colour, positive: Colour): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const value = Math.max(-1, (i - 128) / 127);
    const [r, g, b] = mix(zero, value < 0 ? negative : positive, Math.abs(value));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/** The entry of a value; those beyond -1 and 1 count as these. */
export function entryOf(value: number): number {
  return 128 + Math.round(127 * Math.max(-1, Math.min(1, value)));
}

export function css([r, g, b]: Colour): string {
  return `rgb(${r}, ${g}, ${b})`;
}
