// Goes by the name of an extension that Unroll knows, and says how often the editor asks it for ghost text.
const { languages } = require('vscode');

exports.activate = context => {
  let asked = 0;
  const provideInlineCompletionItems = () => {
    asked++;
    return [];
  };
  context.subscriptions.push(
    languages.registerInlineCompletionItemProvider({ pattern: '**' }, { provideInlineCompletionItems }),
  );
  return { asked: () => asked };
};
