import assert from 'node:assert/strict';
import { empty, type Column } from '../../src/panel/app/model.js';
import { paintText } from '../../src/panel/app/paint.js';
import { escaped, SvgSheet } from '../../src/panel/app/picture/svg.js';
import type { Theme } from '../../src/panel/app/theme.js';
import type { Ui } from '../../src/panel/app/ui.js';

const theme: Theme = {
  ...{ background: 'rgb(30, 30, 30)', foreground: 'rgb(204, 204, 204)', dim: 'rgb(150, 150, 150)' },
  ...{ border: 'rgb(80, 80, 80)', focus: 'rgb(0, 120, 212)', positive: 'rgb(78, 161, 255)' },
  ...{ negative: 'rgb(232, 145, 55)', surprise: 'rgb(197, 134, 192)', marker: 'rgb(204, 204, 204)' },
  ...{ hover: 'rgb(204, 204, 204)', signed: new Uint32Array(256), isContrast: false },
  ...{ font: 'Menlo, "Courier New", monospace', fontSize: 12 },
};

function showing(text: string): Ui {
  const columns = Array.from(text, (character, i): Column => ({
    ...{ byte: character.charCodeAt(0), text: character, start: i, anchor: 0, surprise: 3 },
    hidden: new Float32Array(2),
    guesses: new Uint8Array(5),
    chances: new Float32Array(5),
  }));
  return {
    model: { ...empty, columns, cursor: columns.length },
    ...{
      first: 0,
      more: false,
      visible: 80,
      hover: undefined,
      reference: undefined,
      marked: undefined,
      pointer: undefined,
    },
    ...{ open: new Set(), pinned: [], page: undefined, ranking: 'here', unit: 0 },
  };
}

/** The names of all elements, in order. @throws where what is opened is not closed */
function elementsOf(svg: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  for (const [, closes, name = '', attributes = '', ends] of svg.matchAll(
    /<(\/?)([a-zA-Z]+)((?: [a-zA-Z:-]+="[^"<>]*")*)(\/?)>/g,
  )) {
    if (closes) assert.equal(open.pop(), name);
    else names.push(name);
    if (!closes && !ends) open.push(name);
    assert.ok(!/ on[a-z]+=/.test(attributes), attributes);
  }
  assert.deepEqual(open, []);
  assert.equal(
    svg.split('<').length - 1,
    names.length + svg.split('</').length - 1 + 1,
    'nothing but elements',
  );
  return names;
}

const contents = (svg: string) =>
  Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text = '']) => text);

describe('a picture of the view as an SVG', () => {
  const nasty = '</text><script>alert("1 & 2")</script><foreignObject onload=\'x\'>';

  it('holds the text as text, whatever the text is', () => {
    const sheet = new SvgSheet(() => 'data:image/png;base64,AAAA');
    sheet.inset(10, 20, 600, 60, pen => paintText(pen, theme, showing(nasty), 600, 60));
    sheet.pen.font = `600 13px ${theme.font}`;
    sheet.pen.fillText(nasty, 0, 0, 100);
    const svg = sheet.done(640, 100, `${nasty} · GRU`);
    const elements = elementsOf(svg);
    assert.deepEqual([...new Set(elements)].sort(), ['path', 'rect', 'svg', 'text', 'title']);
    const spelt = nasty
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;');
    const texts = contents(svg);
    assert.equal(texts.pop(), spelt);
    assert.equal(texts.slice(0, 8).join(''), '&lt;/text&gt;&lt;');
    assert.ok(svg.includes(`<title>${spelt} · GRU</title>`));
  });

  it('names nothing outside of itself', () => {
    const sheet = new SvgSheet(() => 'data:image/png;base64,AAAA');
    sheet.drawImage({} as CanvasImageSource, 0, 0, 9, 9, 0, 0, 90, 90);
    sheet.fillRect(0, 0, 1, 1);
    const svg = sheet.done(90, 90, 'x');
    assert.deepEqual(elementsOf(svg), ['svg', 'title', 'image', 'rect']);
    const addresses = svg.match(/[a-z]+:\/\/[^"]*/g);
    assert.deepEqual(addresses, ['http://www.w3.org/2000/svg']);
  });

  it('has colours that every reader knows, with their opacity', () => {
    const sheet = new SvgSheet(() => '');
    sheet.fillStyle = 'rgba(255, 128, 0, 0.5)';
    sheet.globalAlpha = 0.5;
    sheet.fillRect(0, 0, 10.004, 5);
    assert.match(
      sheet.done(1, 1, ''),
      /<rect x="0" y="0" width="10" height="5" fill="#ff8000" fill-opacity="0.25"\/>/,
    );
  });

  it('replaces what XML forbids', () => {
    assert.equal(escaped('a\u0000b\u001b\ud800c\uffff😀\t'), 'a\ufffdb\ufffd\ufffdc\ufffd😀\t');
  });
});
