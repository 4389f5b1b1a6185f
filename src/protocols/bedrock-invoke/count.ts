import { toBase64 } from '../../core/base64.ts';
import { isRecord } from '../../core/json.ts';
import { count } from '../../core/usage.ts';
import type { TokenCounter } from '../protocol.ts';

/** Asks Bedrock how many tokens the body of a call comes to. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html */
export const tokenCounter: TokenCounter = {
  encode: (request) => ({
    ...request,
    path: request.path.replace(/\/invoke(?:-with-response-stream)?$/, '/count-tokens'),
    headers: { accept: 'application/json' },
    body: {
      input: { invokeModel: { body: toBase64(new TextEncoder().encode(JSON.stringify(request.body))) } },
    },
  }),
  decode: (body) => (isRecord(body) ? (count(body['inputTokens']) ?? undefined) : undefined),
};
