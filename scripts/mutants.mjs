// The ways in which a decoder is broken: each operator finds places in a syntax tree and says what stands there instead.
import ts from 'typescript';

const nothing = '(undefined as never)';
const finishReasons = {
  stop: 'length',
  length: 'stop',
  'tool-calls': 'stop',
  'content-filter': 'stop',
  refusal: 'stop',
  paused: 'stop',
};

/** Each answers with the text that takes the node's place, or with nothing where it has nothing to break. */
const operators = {
  // A member that is read is not there.
  'drop a field': (node) => (isRead(node) ? nothing : undefined),
  'drop a named field': (node) =>
    ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && !node.dotDotDotToken
      ? `nothingOfTheSort: ${node.name.getText()}${node.initializer ? ` = ${node.initializer.getText()}` : ''}`
      : undefined,
  'shift an index': (node) => {
    if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return undefined;
    if (!['block', 'index'].includes(node.name.getText())) return undefined;
    const value = ts.isPropertyAssignment(node) ? node.initializer.getText() : node.name.getText();
    return `${node.name.getText()}: ((${value}) as number) + 1`;
  },
  'lose usage': (node) => (isEmit(node, 'usage') ? 'void 0' : undefined),
  'lose a chunk': (node) => (isEmit(node) && !isEmit(node, 'usage') ? 'void 0' : undefined),
  'skip a step': (node) => (isStep(node) ? 'void 0' : undefined),
  'swallow a failure': (node) => (ts.isThrowStatement(node) ? 'void 0;' : undefined),
  'swap a finish reason': (node) => {
    if (!ts.isStringLiteral(node) || ts.isLiteralTypeNode(node.parent)) return undefined;
    const isValue = ts.isPropertyAssignment(node.parent) && node.parent.initializer === node;
    const isAnswer = ts.isReturnStatement(node.parent) || ts.isConditionalExpression(node.parent);
    const other = finishReasons[node.text];
    return other !== undefined && (isValue || isAnswer || isRight(node)) ? `'${other}'` : undefined;
  },
  'turn a question round': (node) =>
    (ts.isIfStatement(node.parent) && node.parent.expression === node) ||
    (ts.isConditionalExpression(node.parent) && node.parent.condition === node)
      ? `!(${node.getText()})`
      : undefined,
  'forget the second half': (node) =>
    isBinary(node, ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken)
      ? `(${node.left.getText()})`
      : undefined,
  'forget the first half': (node) =>
    isBinary(node, ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken)
      ? `(${node.right.getText()})`
      : undefined,
  'forget what stands in': (node) =>
    isBinary(node, ts.SyntaxKind.QuestionQuestionToken) ? `(${node.left.getText()})!` : undefined,
  'off by one': (node) =>
    ts.isNumericLiteral(node) && ['0', '1'].includes(node.text) && !ts.isLiteralTypeNode(node.parent)
      ? String(Number(node.text) + 1)
      : undefined,
  'add where it was taken away': (node) =>
    isBinary(node, ts.SyntaxKind.PlusToken) && /oken/.test(node.getText())
      ? `(${node.left.getText()}) - (${node.right.getText()})`
      : undefined,
  'take away where it was added': (node) =>
    isBinary(node, ts.SyntaxKind.MinusToken) && /oken|output|total/.test(node.getText())
      ? `(${node.left.getText()}) + (${node.right.getText()})`
      : undefined,
};

/** All mutants of a file. Each has a name by its line's words, not by its number, so that it outlives other edits. */
export function findMutants(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (
      ts.isExportDeclaration(node) ||
      ts.isImportDeclaration(node) ||
      ts.isTypeNode(node) ||
      ts.isInterfaceDeclaration(node)
    )
      return;
    if (node.parent !== undefined)
      for (const [operator, replace] of Object.entries(operators)) {
        const text = replace(node);
        if (text !== undefined) found.push({ file, operator, from: node.getStart(tree), to: node.end, text });
      }
    node.forEachChild(visit);
  };
  visit(tree);
  return named(found, source);
}

/**
 * How many of the mutants of an operator are tried usually: one in so many, chosen by their names, so that the choice
 * outlives other edits. Those that are not named are tried all.
 */
const oneIn = {
  'drop a field': 4,
  'drop a named field': 4,
  'skip a step': 4,
  'off by one': 4,
  'turn a question round': 8,
  'forget the first half': 16,
  'forget the second half': 16,
  'forget what stands in': 16,
};

/** Whether a mutant is among those that are usually tried. */
export function isUsual({ name, operator }) {
  return hashOf(name) % (oneIn[operator] ?? 1) === 0;
}

/** So many of the mutants, the same ones for the same seed. */
export function draw(mutants, count, seed) {
  const keys = new Map(mutants.map((mutant) => [mutant, hashOf(`${seed}:${mutant.name}`)]));
  const chosen = new Set(mutants.toSorted((left, right) => keys.get(left) - keys.get(right)).slice(0, count));
  return mutants.filter((mutant) => chosen.has(mutant));
}

/** FNV-1a of 32 bits, with the bits mixed once more, as its low ones are poor. */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ (hash >>> 13)) >>> 0;
}

function named(mutants, source) {
  const times = new Map();
  return mutants.map((mutant) => {
    const before = source.slice(source.lastIndexOf('\n', mutant.from - 1) + 1, mutant.from).trimStart();
    const end = source.indexOf('\n', mutant.to);
    const after = source.slice(mutant.to, end === -1 ? source.length : end).trimEnd();
    const was = inShort(source.slice(mutant.from, mutant.to));
    const place = mutant.file.replace(/^src\//, '').replace(/^protocols\//, '');
    const name = `${place}: ${mutant.operator}: ${before}⟦${was}⟧${after}`;
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return { ...mutant, name: time === 1 ? name : `${name} (${time})` };
  });
}

function inShort(code) {
  const line = code.replace(/\s+/g, ' ');
  return line.length > 90 ? `${line.slice(0, 60)} … ${line.slice(-25)}` : line;
}

function isRead(node) {
  if (ts.isElementAccessExpression(node))
    return ts.isStringLiteral(node.argumentExpression) && !isCalled(node) && !isWritten(node);
  if (!ts.isPropertyAccessExpression(node) || isCalled(node) || isWritten(node)) return false;
  const { name, expression } = node;
  // What our own objects remember is covered by the steps that are skipped and the questions turned round.
  if (ts.isPrivateIdentifier(name) || name.text === 'length') return false;
  return expression.kind !== ts.SyntaxKind.ThisKeyword && !/^[A-Z]/.test(expression.getText());
}

function isCalled(node) {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}

function isWritten(node) {
  const { parent } = node;
  if (
    ts.isPropertyAccessExpression(parent) ||
    ts.isElementAccessExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isDeleteExpression(parent)
  )
    return parent.expression === node;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator !== ts.SyntaxKind.ExclamationToken;
  return isAssignment(parent) && parent.left === node;
}

function isAssignment(node) {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function isBinary(node, ...kinds) {
  return ts.isBinaryExpression(node) && kinds.includes(node.operatorToken.kind);
}

function isRight(node) {
  return (
    ts.isBinaryExpression(node.parent) &&
    node.parent.right === node &&
    !/[=!]==/.test(node.parent.operatorToken.getText())
  );
}

/** A call or an assignment that stands for itself, other than an `emit` and than the counting of a loop. */
function isStep(node) {
  if (!ts.isExpressionStatement(node.parent) || isEmit(node)) return false;
  if (isAssignment(node)) return true;
  return ts.isCallExpression(node) && node.expression.kind !== ts.SyntaxKind.SuperKeyword;
}

/** `emit({ type: … })`, of this type if one is named. */
function isEmit(node, type) {
  if (!ts.isCallExpression(node) || !/(?:^|\.)#?emit$/.test(node.expression.getText())) return false;
  const { parent } = node;
  if (!ts.isExpressionStatement(parent) && !(ts.isArrowFunction(parent) && parent.body === node))
    return false;
  return type === undefined || new RegExp(`type: '${type}'`).test(node.getText());
}
