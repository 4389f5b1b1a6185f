// Recorded questions how many tokens a call comes to: the question is ours too, and the answer is read.
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../src/core/json.ts';
import type { Codec, TokenCounter } from '../../src/protocols/protocol.ts';
import { anthropicMessagesCodec } from '../../src/protocols/anthropic-messages/codec.ts';
import { failureOfReply as anthropicFailure } from '../../src/protocols/anthropic-messages/failure.ts';
import { tokenCounter as anthropicCounter } from '../../src/protocols/anthropic-messages/count.ts';
import { tokenCounter as converseCounter } from '../../src/protocols/bedrock-converse/count.ts';
import { tokenCounter as invokeCounter } from '../../src/protocols/bedrock-invoke/count.ts';
import { failureOfReply as googleFailure } from '../../src/protocols/google-generate/failure.ts';
import { tokenCounter as googleCounter } from '../../src/protocols/google-generate/count.ts';
import { failureOfReply as openaiFailure } from '../../src/protocols/openai-responses/failure.ts';
import { tokenCounter as openaiCounter } from '../../src/protocols/openai-responses/count.ts';
import { awsFailure } from '../../src/wire/aws-exception.ts';
import { absence, hasCorpus, type Recording } from './recordings.ts';

const folder = new URL('../../../shared/corpus/', import.meta.url);
if (!hasCorpus()) console.warn(absence);

type Counted = Pick<Recording, 'id' | 'family' | 'request' | 'response'>;

interface Speaker {
  readonly counter: TokenCounter;
  readonly fail: Codec['fail'];
}

function speakerOf({ family, request }: Counted): Speaker {
  if (family === 'anthropic_count_tokens')
    return { counter: anthropicCounter('/v1/messages/count_tokens'), fail: anthropicFailure };
  if (family === 'google_count_tokens') return { counter: googleCounter('flat'), fail: googleFailure };
  if (family === 'openai_responses_count_tokens')
    return { counter: openaiCounter('/responses/input_tokens'), fail: openaiFailure };
  const isInvoke = JSON.stringify(request.body).includes('invokeModel');
  return { counter: isInvoke ? invokeCounter : converseCounter, fail: awsFailure };
}

function jsonOf(body: unknown): unknown {
  if (!isRecord(body)) return undefined;
  return typeof body['text'] === 'string' ? JSON.parse(body['text']) : body['json'];
}

function recorded(): Counted[] {
  const all: Counted[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.jsonl.gz')) continue;
    for (const line of gunzipSync(readFileSync(new URL(name, folder)))
      .toString('utf8')
      .split('\n'))
      if (/"family": ?"\w+_count_tokens"/.test(line)) all.push(JSON.parse(line) as Counted);
  }
  return all;
}

describe.skipIf(!hasCorpus())('recorded counts of tokens', () => {
  const all = hasCorpus() ? recorded() : [];

  it('are all read: counts as numbers, refusals as errors', () => {
    expect(all).toHaveLength(30);
    const outcomes = all.map((recording) => {
      const { counter, fail } = speakerOf(recording);
      const { status, body, headers } = recording.response;
      const answer = jsonOf(body);
      return status === 200 ? counter.decode(answer) : fail(status, answer, headers).code;
    });
    const counts = outcomes.filter((each) => typeof each === 'number');
    expect(counts).toHaveLength(23);
    expect(counts.every((each) => each > 0)).toBe(true);
    const refusals = outcomes.filter((each) => typeof each === 'string');
    expect(new Set(refusals)).toEqual(new Set(['invalid-request', 'model-not-found']));
    expect(refusals).toHaveLength(7);
  });

  it('were asked for as we ask: a call with the recorded members keeps all of them', () => {
    for (const { family, request, id, ...rest } of all) {
      if (family === 'google_count_tokens' && id.includes('/google/')) continue;
      const said = jsonOf(request.body) as Record<string, unknown> | undefined;
      if (said === undefined) continue;
      const { counter } = speakerOf({ family, request, id, ...rest });
      const plain = plainOf(said);
      const asked = counter.encode(
        { method: 'POST', path: '/model/x/converse', body: plain as never, changes: [] },
        { spec: 'a:b', provider: 'a', id: 'b', facts: {} },
      );
      expect(unwrapped(asked.body), id).toEqual(unwrapped(said));
    }
  });

  it('the whole codec has the counter where its host counts', () => {
    expect(anthropicMessagesCodec().counter).toBeUndefined();
    expect(anthropicMessagesCodec({ countPath: '/x' }).counter).toBeDefined();
  });
});

/** What the call itself would have sent. */
function plainOf(body: Record<string, unknown>): unknown {
  const { input } = body as { input?: unknown };
  if (!isRecord(input)) return body;
  const { converse, invokeModel } = input as { converse?: unknown; invokeModel?: { body: string } };
  return converse ?? JSON.parse(atob(invokeModel?.body ?? ''));
}

function unwrapped(body: unknown): unknown {
  return isRecord(body) ? plainOf(body) : body;
}
