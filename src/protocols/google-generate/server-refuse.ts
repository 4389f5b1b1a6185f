import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { fits, type GoogleGenerateDialect } from './dialect.ts';
import { invalid, listOf, messageOf } from './server-check.ts';

/**
 * Refuses calls of the current turn that lack the signature of their thoughts, as Gemini 3 does: the first call of each step
 * since the user last said something. https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export function refuseUnsigned(value: Json | undefined, id: string, dialect: GoogleGenerateDialect): void {
  if (!fits(dialect.signatureModels, id.slice(id.lastIndexOf('/') + 1))) return;
  const contents = listOf(value).map((content, index) => messageOf(content, `contents[${index}]`));
  const from = contents.findLastIndex(isSaidByUser);
  for (const [index, content] of contents.entries()) {
    if (index <= from || content['role'] !== 'model') continue;
    const first = partsOf(content).find((part) => isRecord(part['functionCall']));
    if (first !== undefined && first['thoughtSignature'] === undefined) throw unsigned(first, index);
  }
}

function isSaidByUser(content: JsonObject): boolean {
  const role = content['role'] ?? 'user';
  return role === 'user' && !partsOf(content).some((part) => part['functionResponse'] !== undefined);
}

function partsOf(content: JsonObject): JsonObject[] {
  return listOf(content['parts']).map((part) => messageOf(part, 'contents.parts'));
}

function unsigned({ functionCall }: JsonObject, index: number): Error {
  const said = isRecord(functionCall) ? functionCall['name'] : undefined;
  const name = typeof said === 'string' ? said : '';
  return invalid(
    `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly. Additional data, function call \`${name.slice(0, 80)}\`, position ${index + 1}.`,
  );
}
