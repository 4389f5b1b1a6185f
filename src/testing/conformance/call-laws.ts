import type { Call, CallBody } from '../../core/call.ts';
import { deepFreeze, isRecord, type Json } from '../../core/json.ts';
import type { ServerRequest, WireRequest } from '../../protocols/protocol.ts';
import { canonical } from './canonical.ts';
import type { FastCheck, Law, LawSubject } from './law.ts';
import { expectNone, expectSame, lawOf } from './prove.ts';

/** The laws about requests. */
export function callLaws(fc: FastCheck, { codec, server, calls, carried = bodyOf }: LawSubject): Law[] {
  return [
    lawOf(
      fc,
      'encode-pure',
      'encode gives the same for the same call and leaves it as it is',
      calls,
      (call) => {
        const before = canonical(bodyOf(call));
        const first = codec.encode(deepFreeze(call));
        expectSame(codec.encode(call), first, 'The second request', 'the first');
        expectSame(canonical(bodyOf(call)), before, 'The call after encode', 'the call before');
        expectNone(brokenText(first.body));
        expectNone(/^\/[^\s?#]*$/.test(first.path) ? undefined : `The path ${first.path} is not one.`);
      },
    ),
    lawOf(fc, 'parse-encode', 'parsing an encoded call gives the call', calls, (call) => {
      const request = codec.encode(call);
      expectNone(
        server.matches(request.method, request.path)
          ? undefined
          : `The server does not know ${request.path}.`,
      );
      expectSame(server.parse(receivedAs(request)), carried(call), 'The call parsed', 'the one encoded');
    }),
  ];
}

function bodyOf(call: Call): CallBody {
  const { operation: _operation, control: _control, ...body } = call;
  return body;
}

function receivedAs(request: WireRequest): ServerRequest {
  const query = new URLSearchParams(request.query).toString();
  return {
    path: query === '' ? request.path : `${request.path}?${query}`,
    headers: request.headers ?? {},
    body: JSON.parse(JSON.stringify(request.body)) as Json,
  };
}

// A lone surrogate cannot be sent as UTF-8; servers refuse the whole request for one.
function brokenText(value: unknown): string | undefined {
  if (typeof value === 'string')
    return value.isWellFormed() ? undefined : `A text has a lone surrogate: ${JSON.stringify(value)}.`;
  if (!Array.isArray(value) && !isRecord(value)) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const problem = brokenText(key) ?? brokenText(member);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
