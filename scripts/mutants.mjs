// The ways in which a decoder is broken: each operator finds places in a syntax tree and says what stands there instead.
import ts from 'typescript';

const fieldNames =
  /signature|encrypted|data|redacted|thought|id|name|arguments|partial_json|text|usage|tokens?|index|annotations?|citations?|logprobs?/i;

const operators = {
  // A member that is read is not there.
  'drop a field': (node) =>
    ts.isPropertyAccessExpression(node) &&
    !isCalled(node) &&
    !isWritten(node) &&
    fieldNames.test(node.name.text)
      ? '(undefined as never)'
      : undefined,
  'shift an index': (node) => {
    if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return undefined;
    if (node.name.getText() !== 'block') return undefined;
    const value = ts.isPropertyAssignment(node) ? node.initializer.getText() : 'block';
    return `block: (${value}) + 1`;
  },
  'lose usage': (node) => (isEmit(node, 'usage') ? 'void 0' : undefined),
  'lose a chunk': (node) => (isEmit(node) && !isEmit(node, 'usage') ? 'void 0' : undefined),
  'swap a finish reason': (node) => {
    if (!ts.isStringLiteral(node) || ts.isLiteralTypeNode(node.parent)) return undefined;
    const other = {
      stop: 'length',
      length: 'stop',
      'tool-calls': 'stop',
      'content-filter': 'stop',
      refusal: 'stop',
    }[node.text];
    const isValue = ts.isPropertyAssignment(node.parent) && node.parent.initializer === node;
    return other !== undefined &&
      (isValue || ts.isReturnStatement(node.parent) || ts.isConditionalExpression(node.parent))
      ? `'${other}'`
      : undefined;
  },
  'turn a question round': (node) =>
    ts.isIfStatement(node.parent ?? node) && node.parent.expression === node
      ? `!(${node.getText()})`
      : undefined,
  'off by one': (node) =>
    ts.isNumericLiteral(node) && ['0', '1'].includes(node.text) && !ts.isLiteralTypeNode(node.parent)
      ? node.text === '0'
        ? '1'
        : '2'
      : undefined,
  'add where it was taken away': (node) =>
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    /oken/.test(node.getText())
      ? `(${node.left.getText()}) - (${node.right.getText()})`
      : undefined,
};

/** The mutants of a file: of each operator the first ones, spread over the file. */
export function findMutants(file, source, limit) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found = new Map(Object.keys(operators).map((name) => [name, []]));
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    for (const [operator, replace] of Object.entries(operators)) {
      const text = node.parent === undefined ? undefined : replace(node);
      if (text === undefined) continue;
      const from = node.getStart(tree);
      const line = tree.getLineAndCharacterOfPosition(from).line + 1;
      found.get(operator).push({ file, line, operator, from, to: node.end, was: node.getText(), text });
    }
    node.forEachChild(visit);
  };
  visit(tree);
  return [...found.values()].flatMap((list) => spread(list, limit));
}

function spread(list, limit) {
  if (list.length <= limit) return list;
  return Array.from({ length: limit }, (_, index) => list[Math.floor((index * list.length) / limit)]);
}

function isCalled(node) {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}

function isWritten(node) {
  const { parent } = node;
  if (
    ts.isPropertyAccessExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isDeleteExpression(parent)
  )
    return true;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator !== ts.SyntaxKind.ExclamationToken;
  const kind = ts.isBinaryExpression(parent) && parent.left === node ? parent.operatorToken.kind : undefined;
  return kind !== undefined && kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** `emit({ type: … })`, of this type if one is named. */
function isEmit(node, type) {
  if (!ts.isCallExpression(node) || !/(?:^|\.)emit$/.test(node.expression.getText())) return false;
  if (!ts.isExpressionStatement(node.parent)) return false;
  return type === undefined || new RegExp(`type: '${type}'`).test(node.getText());
}
