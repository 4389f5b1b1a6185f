import { emptyReply, list, type Raw, type RawReply, record, string } from './raw.ts';

/** What a Gemini reply says: one document for a body, one for each frame of a stream. */
export function readGoogle(documents: readonly Raw[]): RawReply {
  const reply = emptyReply();
  let thoughts = '';
  for (const outer of documents) {
    const document = outer['response'] === undefined ? outer : record(outer['response']);
    reply.error ??= document['error'];
    reply.id ||= string(document['responseId']) || undefined;
    if (document['usageMetadata'] !== undefined) reply.usage = record(document['usageMetadata']);
    reply.finish ||= string(record(document['promptFeedback'])['blockReason']) || undefined;
    const candidate = list(document['candidates'])[0] ?? {};
    reply.finish = string(candidate['finishReason']) || reply.finish;
    reply.logprobs += list(record(candidate['logprobsResult'])['chosenCandidates']).length;
    for (const part of list(record(candidate['content'])['parts'])) thoughts += readPart(part, reply);
  }
  if (thoughts !== '') reply.reasoning = [thoughts];
  return reply;
}

function readPart(part: Raw, reply: RawReply): string {
  const call = record(part['functionCall']);
  if (string(part['thoughtSignature']) !== '') reply.opaque.push(string(part['thoughtSignature']));
  if (part['thought'] === true) return string(part['text']);
  reply.text += string(part['text']);
  if (part['functionCall'] !== undefined) readCall(call, reply);
  else if (part['inlineData'] !== undefined) reply.files += 1;
  else if (part['text'] === undefined && Object.keys(part).some((key) => key !== 'thoughtSignature'))
    reply.extras += 1;
  return '';
}

// With `streamFunctionCallArguments` a call begins with its name alone, and its arguments follow one path at a time.
function readCall(call: Raw, reply: RawReply): void {
  if (string(call['name']) !== '')
    reply.calls.push({ name: string(call['name']), arguments: call['args'] ?? {} });
  for (const piece of list(call['partialArgs'])) setPath(reply.calls.at(-1)?.arguments, piece);
}

function setPath(root: unknown, piece: Raw): void {
  const keys = string(piece['jsonPath']).match(/[^.[\]$]+/g) ?? [];
  let owner = root as Raw;
  for (const [index, key] of keys.entries()) {
    if (index < keys.length - 1)
      owner = (owner[key] ??= /^\d+$/.test(keys[index + 1] as string) ? [] : {}) as Raw;
    else if (typeof piece['stringValue'] === 'string') owner[key] = string(owner[key]) + piece['stringValue'];
    else owner[key] = piece['numberValue'] ?? piece['boolValue'] ?? null;
  }
}
