import { isRecord, type Json } from '../../core/json.ts';
import { count } from '../../core/usage.ts';
import type { TokenCounter } from '../protocol.ts';

const counted = ['messages', 'system', 'toolConfig', 'additionalModelRequestFields'];

/** Asks Bedrock how many tokens a call comes to. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html */
export const tokenCounter: TokenCounter = {
  encode(request) {
    const said = isRecord(request.body) ? Object.entries(request.body) : [];
    const converse = Object.fromEntries(said.filter(([name]) => counted.includes(name)));
    return {
      ...request,
      path: request.path.replace(/\/converse(?:-stream)?$/, '/count-tokens'),
      body: { input: { converse } } as Json,
    };
  },
  decode: (body) => (isRecord(body) ? (count(body['inputTokens']) ?? undefined) : undefined),
};
