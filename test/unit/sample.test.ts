import { readFileSync } from 'node:fs';
import { assert } from 'chai';
import ts from 'typescript';
import { findLandmark } from '../../src/insight/landmarks.js';
import { lessons } from '../../src/panel/lessons/lessons.js';

const path = 'media/sample.ts';
const text = readFileSync(path, 'utf8');

describe('the sample that ships', () => {
  it('opens without an error or a warning, however strict the editor is', () => {
    const options: ts.CompilerOptions[] = [
      {},
      {
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        noImplicitReturns: true,
      },
    ];
    for (const option of options) {
      const program = ts.createProgram([path], {
        ...option,
        noEmit: true,
        types: [],
        target: ts.ScriptTarget.ES2022,
      });
      const found = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
      assert.deepEqual(found, []);
    }
  });

  it('has every place that a lesson goes to, from wherever the caret stands', () => {
    const places = lessons.flatMap(({ steps }) =>
      steps.flatMap(({ actions }) =>
        actions.flatMap(action => (action.kind === 'goto' ? [action.where] : [])),
      ),
    );
    assert.isNotEmpty(places);
    for (const where of places)
      for (const near of [0, text.length / 2, text.length])
        assert.isDefined(findLandmark(where, 'typescript', text, near), where);
  });
});
