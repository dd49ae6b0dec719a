import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** The one name that two files export on purpose: each says what its side shows a person, in that side's language. */
const sharedNames = new Set(['t']);

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(file => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
  .map(file => join('src', file));

const sources = new Map(
  files.map(file => [
    file,
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true, kindOf(file)),
  ]),
);

function kindOf(file: string): ts.ScriptKind {
  return file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}

/** The files of the house that a file names, for values or types, here or on to others. */
function importsOf(file: string, source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    const named =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
            ? node.arguments[0]
            : undefined;
    if (named && ts.isStringLiteral(named) && named.text.startsWith('.')) {
      const target = normalize(join(dirname(file), named.text));
      const match = ['.ts', '.tsx']
        .map(ending => target.replace(/\.js$/, ending))
        .find(path => sources.has(path));
      if (match !== undefined) found.push(match);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The names that a file exports as its own: what it hands on from another is that one's. */
function exportsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap(statement => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText(source));
    const { name } = statement as ts.Statement & { readonly name?: ts.Identifier };
    return name ? [name.text] : [];
  });
}

/** A way from a file back to itself along imports, or undefined where there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    way.push(file);
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    way.pop();
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle) return circle;
  }
  return undefined;
}

describe('the sources', () => {
  const imports = new Map([...sources].map(([file, source]) => [file, importsOf(file, source)]));

  it('import each other in no circle, of types neither', () => {
    assert.ok([...imports.values()].flat().length > 200, 'imports are found');
    assert.equal(circleIn(imports)?.join(' -> '), undefined);
  });

  it('export no name twice, of a value or a type', () => {
    const places = new Map<string, string[]>();
    for (const [file, source] of sources)
      // A type and the value that describes it may share their name in one file.
      for (const name of new Set(exportsOf(source))) places.set(name, [...(places.get(name) ?? []), file]);
    assert.ok(places.size > 200, 'exports are found');
    const twice = [...places].filter(([name, files]) => files.length > 1 && !sharedNames.has(name));
    assert.deepEqual(twice, []);
  });

  it('would be found in a circle, however long', () => {
    const line = Array.from({ length: 30 }, (_, i): [string, string[]] => [`${i}`, [`${i + 1}`]]);
    assert.equal(circleIn(new Map(line)), undefined);
    assert.equal(circleIn(new Map([...line, ['30', ['7']]]))?.length, 25);
  });
});
