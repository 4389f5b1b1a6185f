import ts from 'typescript';

import { refusal } from './rooms.ts';
import { isDynamicImport, visit, type SourceFile } from './source-file.ts';

/** A rule looks at all sources at once and answers with one sentence for each break of it. */
type Rule = (files: readonly SourceFile[]) => string[];

const isTest = (file: SourceFile): boolean => /\.test(-d)?\.ts$/.test(file.path);
const shipped = (files: readonly SourceFile[]): SourceFile[] => files.filter((file) => !isTest(file));
const isCli = (file: SourceFile): boolean => file.path.startsWith('src/cli/');
const mayUseNode =
  /^src\/((http|catalog)\/(default-)?node[^/]*\.ts|node\.ts|auth\/|batch\/|inspect\/|testing\/|gateway\/|cli\/)/;
const mayImportLater =
  /^src\/(protocols\/[^/]+\/endpoint\.ts|auth\/|catalog\/|schema\/|client\/doors\.ts|client\/sight\/tokenizer-door\.ts|providers\/registry\.ts|http\/(?:default-[^/]+|node)\.ts|cli\/)/;
const protocolFiles = ['endpoint', 'dialect', 'codec', 'encode', 'read', 'failure', 'wire', 'server'];
const emptyNames = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'types', 'shared']);

export const rules: Readonly<Record<string, Rule>> = {
  'imports point the way of the plan': (files) =>
    shipped(files).flatMap((file) => file.imports.map((wanted) => refusal(file, wanted)).filter(isText)),

  'no import goes in a circle': (files) => circles(shipped(files)),

  'relative imports end in .ts': (files) =>
    files.flatMap((file) =>
      file.imports
        .filter(({ target }) => target !== undefined && !/\.(ts|json)$/.test(target))
        .map(({ specifier }) => `${file.path} imports ${specifier}`),
    ),

  'no `export *`': (files) =>
    find(
      files,
      (node) =>
        ts.isExportDeclaration(node) && (!node.exportClause || ts.isNamespaceExport(node.exportClause)),
    ),

  'no default export': (files) => find(files, isDefaultExport),

  'no barrel but the public doors': (files) =>
    shipped(files)
      .filter(
        (file) =>
          !/^src\/(index|middleware|models|otel|protocol|tools|[^/]+\/index|http\/default-[^/]+)\.ts$/.test(
            file.path,
          ),
      )
      .filter(({ tree }) => tree.statements.length > 0)
      .filter(({ tree }) =>
        tree.statements.every((node) => ts.isExportDeclaration(node) && node.moduleSpecifier),
      )
      .map((file) => `${file.path} only passes names on`),

  'no index.ts but the public doors': (files) =>
    files
      .filter((file) => file.path.endsWith('/index.ts'))
      .filter((file) => !/^src\/((batch|inspect|testing|gateway)\/)?index\.ts$/.test(file.path))
      .map((file) => file.path),

  'a file name says something': (files) =>
    files
      .filter((file) => emptyNames.has(file.path.split('/').at(-1)?.split('.')[0] ?? ''))
      .map((file) => file.path),

  'no file over 400 lines': (files) =>
    files
      .map((file) => ({ file, lines: countLines(file.text) }))
      .filter(({ lines }) => lines > 400)
      .map(({ file, lines }) => `${file.path} has ${lines} lines`),

  'no function over 40 lines of its own': (files) => shipped(files).flatMap(longFunctions),

  'a provider is at most 30 lines': (files) =>
    shipped(files)
      .filter((file) => file.path.startsWith('src/providers/'))
      .filter((file) => !/\/(provider|registry|from-catalog)\.ts$/.test(file.path))
      .filter((file) => countLines(file.text) > 30)
      .map((file) => `${file.path} has ${countLines(file.text)} lines`),

  'Node is met only at the edges': (files) =>
    shipped(files)
      .filter((file) => !mayUseNode.test(file.path))
      .flatMap((file) => [
        ...file.imports
          .filter(({ specifier }) => specifier.startsWith('node:'))
          .map(({ specifier }) => `${file.path} imports ${specifier}`),
        ...find(
          [file],
          (node) => ts.isPropertyAccessExpression(node) && node.name.text === 'getBuiltinModule',
        ),
      ]),

  // The command line is a program of its own: it may have one such file too (NO_COLOR, keys it shows as set).
  'the environment is read in one file': (files) => {
    const readers = shipped(files).filter((file) => find([file], readsEnvironment).length > 0);
    const [cli, library] = [readers.filter(isCli), readers.filter((file) => !isCli(file))];
    return [cli, library]
      .filter(({ length }) => length > 1)
      .flat()
      .map((file) => `${file.path} reads process.env`);
  },

  'fetch is called only by http and testing': (files) =>
    find(
      shipped(files).filter((file) => !/^src\/(http|testing)\//.test(file.path)),
      callsFetch,
    ),

  'core, wire and protocols know no clock and no chance': (files) =>
    find(
      shipped(files).filter((file) => /^src\/(core|wire|protocols)\//.test(file.path)),
      isImpure,
    ),

  'import() stands only in doors': (files) =>
    shipped(files)
      .filter((file) => !mayImportLater.test(file.path))
      .flatMap((file) =>
        file.imports
          .filter(({ kind }) => kind === 'dynamic')
          // The runtime's transport, and optional peers that only a proxy or a WebSocket needs.
          .filter(({ specifier }) => !(file.path.startsWith('src/client/') && specifier === '#transport'))
          .filter(({ target }) => !(file.path.startsWith('src/http/') && target === undefined))
          .filter(
            ({ specifier }) => !(file.path.startsWith('src/testing/') && /^(?:ws|vitest)$/.test(specifier)),
          )
          .map(({ specifier }) => `${file.path} imports ${specifier} when it runs`)
          .concat(
            find(
              [file],
              (node) => isDynamicImport(node) && !ts.isStringLiteralLike(node.arguments[0] ?? node),
            ),
          ),
      ),

  'nobody asks which provider it is': (files) => {
    const ids = providerIds(files);
    const outside = shipped(files).filter((file) => !file.path.startsWith('src/providers/'));
    return find(outside, (node) => asksForProvider(node, ids));
  },

  'every protocol has the same files': (files) => {
    const paths = new Set(files.map((file) => file.path));
    const folders = [...paths].flatMap(
      (path) => /^src\/protocols\/[^/]+\/(?=codec\.ts$)/.exec(path)?.[0] ?? [],
    );
    return folders.flatMap((folder) => [
      ...protocolFiles
        .map((name) => `${folder}${name}.ts`)
        .filter((path) => !paths.has(path))
        .map((path) => `${path} is missing`),
      ...([...paths].some((path) => path.startsWith(folder) && path.endsWith('.test.ts'))
        ? []
        : [`${folder} has no test`]),
    ]);
  },
};

function find(files: readonly SourceFile[], broken: (node: ts.Node) => unknown): string[] {
  const found: string[] = [];
  for (const { path, tree } of files) {
    visit(tree, (node) => {
      if (!broken(node)) return;
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
      found.push(`${path}:${line + 1} ${node.getText(tree).split('\n')[0]}`);
    });
  }
  return found;
}

/** Types may refer to each other (an attempt has an error, an error has attempts): they are gone when the code runs. */
function circles(files: readonly SourceFile[]): string[] {
  const edges = new Map(
    files.map((file) => [
      file.path,
      file.imports.filter(({ kind }) => kind === 'static').flatMap(({ target }) => target ?? []),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return found;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return (
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) === true
  );
}

/** Lines with code that belong to the function itself; functions inside it are counted on their own. */
function longFunctions({ path, tree }: SourceFile): string[] {
  const found: string[] = [];
  visit(tree, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    const lines = codeLines(tree, node);
    node.forEachChild((child) => removeInner(child));
    if (lines.size > 40)
      found.push(`${path}:${lineOf(tree, node.getStart(tree)) + 1} a function of ${lines.size} lines`);

    function removeInner(inner: ts.Node): void {
      if (!ts.isFunctionLike(inner)) return inner.forEachChild(removeInner);
      const [from, to] = [lineOf(tree, inner.getStart(tree)), lineOf(tree, inner.end)];
      for (let line = from + 1; line <= to; line++) lines.delete(line);
    }
  });
  return found;
}

function codeLines(tree: ts.SourceFile, node: ts.Node): Set<number> {
  const lines = new Set<number>();
  visit(node, (part) => {
    if (part.getChildCount(tree) > 0) return;
    for (let line = lineOf(tree, part.getStart(tree)); line <= lineOf(tree, part.end); line++)
      lines.add(line);
  });
  // Closing brackets are no nodes of their own.
  lines.add(lineOf(tree, node.end));
  return lines;
}

function readsEnvironment(node: ts.Node): boolean {
  const isProcess = (target: ts.Node): boolean => /(^|\.|\?\.)process$/.test(target.getText());
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && isProcess(node.expression);
  if (ts.isElementAccessExpression(node))
    return /^['"]env['"]$/.test(node.argumentExpression.getText()) && isProcess(node.expression);
  return (
    ts.isVariableDeclaration(node) &&
    ts.isObjectBindingPattern(node.name) &&
    node.initializer !== undefined &&
    isProcess(node.initializer) &&
    node.name.elements.some((element) => (element.propertyName ?? element.name).getText() === 'env')
  );
}

function callsFetch(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) return ts.isIdentifier(node.expression) && node.expression.text === 'fetch';
  return ts.isPropertyAccessExpression(node) && /^(globalThis|window|self)\??\.fetch$/.test(node.getText());
}

function isImpure(node: ts.Node): boolean {
  if (ts.isNewExpression(node))
    return node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
  if (!ts.isCallExpression(node)) return false;
  const called = node.expression.getText().replace(/^globalThis\./, '');
  return /^(Date\.now|Math\.random|performance\.now|crypto\.(randomUUID|getRandomValues)|setTimeout|setInterval|setImmediate)$/.test(
    called,
  );
}

function providerIds(files: readonly SourceFile[]): Set<string> {
  const ids = files.map((file) => /^src\/providers\/([^/.]+)\.ts$/.exec(file.path)?.[1]).filter(isText);
  return new Set(ids.filter((id) => !['provider', 'registry', 'from-catalog'].includes(id)));
}

function asksForProvider(node: ts.Node, ids: ReadonlySet<string>): boolean {
  const isId = (part: ts.Node): boolean => ts.isStringLiteralLike(part) && ids.has(part.text);
  const isQuestion = (part: ts.Node): boolean => /provider|vendor/i.test(part.getText());
  if (ts.isBinaryExpression(node) && /^[!=]==?$/.test(node.operatorToken.getText())) {
    return (isId(node.left) && isQuestion(node.right)) || (isId(node.right) && isQuestion(node.left));
  }
  if (ts.isCaseClause(node)) return isId(node.expression) && isQuestion(node.parent.parent.expression);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression: list, name } = node.expression;
  const argument = node.arguments[0];
  if (argument === undefined || !isQuestion(argument))
    return name.text === 'startsWith' && argument !== undefined && isId(argument) && isQuestion(list);
  return ts.isArrayLiteralExpression(list) && name.text === 'includes' && list.elements.some(isId);
}

function lineOf(tree: ts.SourceFile, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line;
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function isText(value: string | undefined): value is string {
  return value !== undefined;
}
