import { describe, expect, it } from 'vitest';
import type { ObjectPlan } from '../../src/client/objects/plan.ts';
import { readAnswer } from '../../src/client/objects/read-answer.ts';
import { isRecord, type JsonObject } from '../../src/core/json.ts';
import { readSchema } from '../../src/schema/standard.ts';
import { askedIn, parityFamilies } from './parity/compare.ts';
import { hostOf } from './parity/hosts.ts';
import { absence, hasCorpus, type Recording, recordingsOf } from './recordings.ts';
import { createReplayer } from './replay.ts';

// Recorded answers that are no object that fits, each by its own fault.
const unfit: Readonly<Record<string, readonly string[]>> = {
  'the model wrote a number as text, or prose': [
    'reqllm/amazon_bedrock/us.meta.llama3_3_70b_instruct_v1_0/object_basic/cc852a8b08',
    'reqllm/openrouter/openai_gpt_oss_120b_exacto/object_streaming/0c135df72e',
  ],
  'the host answered with nothing': ['reqllm/openrouter/qwen_qwen3_coder/object_streaming/aa10aa4dd4'],
  'the host reports an error in the reply': [
    'reqllm/groq/meta_llama_llama_4_scout_17b_16e_instruc/object_streaming/3777b730cb',
    'reqllm/openrouter/google_gemini_2.5_flash_lite/object_basic/41c3cad756',
    'reqllm/openrouter/google_gemini_2.5_flash_lite/object_streaming/e321e95847',
  ],
  'the request had the schema where the host does not look, so the model had none': [
    'reqllm/openai/codex_mini_latest/object_streaming/6a1eaf8097',
    'reqllm/openai/gpt_4.1/object_streaming/a334a63c15',
    'reqllm/openai/gpt_4.1_mini/object_streaming/8f00a3ba44',
    'reqllm/openai/gpt_4.1_nano/object_streaming/fd1f7b0ef8',
    'reqllm/openai/o1/object_streaming/e0c570edbb',
    'reqllm/openai/o1_pro/object_streaming/dc38a7ed8d',
    'reqllm/openai/o3/object_streaming/a6e0f11ba0',
    'reqllm/openai/o4_mini/object_streaming/32b5492903',
  ],
};

if (!hasCorpus()) console.warn(absence);

describe.skipIf(!hasCorpus())('recorded objects', () => {
  const read = { native: 0, tool: 0, cut: 0 };
  const unread: string[] = [];

  it.each(parityFamilies)('%s are read as their mode says', async (family) => {
    const recordings = recordingsOf(family).filter(isObject);
    const replay = await createReplayer(recordings);
    for (const recording of recordings) {
      const plan = await planOf(recording);
      if (plan === undefined) continue;
      const { response } = await replay(recording);
      const reading = response === undefined ? undefined : await readAnswer(plan, response);
      if (reading?.ok === true) read[plan.tool === undefined ? 'native' : 'tool'] += 1;
      else if (response?.finishReason === 'length') read.cut += 1;
      else unread.push(recording.id);
    }
  });

  it('fit the schema that was asked for, but for those known not to', () => {
    expect(unread.sort()).toEqual(Object.values(unfit).flat().sort());
    expect(read).toEqual({ native: 49, tool: 206, cut: 10 });
  });
});

function isObject({ id, response, request }: Recording): boolean {
  const isAsked = /^reqllm\/.*\/object_(?:basic|streaming)/.test(id) && request.body !== null;
  return isAsked && response.status === 200;
}

/** How a recorded request asks for its object, read by the eyes of the parity test; undefined where it asks for none. */
async function planOf(recording: Recording): Promise<ObjectPlan<unknown> | undefined> {
  const { output, tools = [] } = askedIn(recording, await hostOf(recording)).options;
  const [tool] = tools.filter((each) => 'name' in each);
  const isNative = output?.type === 'json-schema';
  const schema: unknown = isNative ? output.schema : tool?.inputSchema;
  if (!isRecord(schema)) return undefined;
  return {
    shape: 'object',
    mode: isNative ? 'native' : 'forced-tool',
    options: {},
    input: 'Hello',
    messages: [],
    ...(isNative || tool === undefined ? {} : { tool: tool.name }),
    tolerant: !isNative,
    unwrap: (value) => value,
    check: readSchema(schema as JsonObject, 'The recorded schema').check,
    warnings: [],
  };
}
