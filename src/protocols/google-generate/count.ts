import { isRecord, type Json } from '../../core/json.ts';
import { count } from '../../core/usage.ts';
import type { TokenCounter, WireRequest } from '../protocol.ts';

/** Asks Google how many tokens a request comes to. https://ai.google.dev/api/tokens */
export function tokenCounter(form: 'wrapped' | 'flat'): TokenCounter {
  return {
    encode(request) {
      const path = request.path.replace(/:\w+$/, ':countTokens');
      const { query: _query, ...rest } = request;
      return { ...rest, path, body: form === 'flat' ? flat(request) : wrapped(request) };
    },
    decode: (body) => (isRecord(body) ? (count(body['totalTokens']) ?? undefined) : undefined),
  };
}

// Vertex takes the members of the call itself, but not all of them (recorded: contents, systemInstruction, tools,
// generationConfig). https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/count-tokens
function flat({ body }: WireRequest): Json {
  const said = isRecord(body) ? Object.entries(body) : [];
  const taken = ['contents', 'systemInstruction', 'tools', 'generationConfig'];
  return Object.fromEntries(said.filter(([name]) => taken.includes(name))) as Json;
}

// The Gemini API counts only `contents` unless it gets the whole call, with the model's resource name in it.
function wrapped({ path, body }: WireRequest): Json {
  const model = path.replace(/^\//, '').replace(/:\w+$/, '');
  return { generateContentRequest: { model, ...(isRecord(body) ? body : {}) } } as Json;
}
