import { assert } from 'chai';
import { InlineCompletionItem, commands, languages } from 'vscode';
import { answered, open, take, unroll } from './editor.js';

describe('beside another extension', () => {
  it('is asked alone where the person says so', async () => {
    const api = await unroll();
    let asked = 0;
    const other = languages.registerInlineCompletionItemProvider(
      { language: 'typescript' },
      {
        provideInlineCompletionItems: () => {
          asked++;
          return [new InlineCompletionItem('gthOfAnother')];
        },
      },
    );
    try {
      const editor = await open('const items = [1, 2];\nfor (let i = 0; i < items.len');
      asked = 0;
      const { text = '' } = await answered(api, () => commands.executeCommand('unroll.suggestAlone'));
      assert.ok(text.startsWith('gth'), text);
      assert.equal(asked, 0);
      await take();
      assert.ok(editor.document.getText().includes('items.length'), editor.document.getText());
    } finally {
      other.dispose();
    }
  });
});
