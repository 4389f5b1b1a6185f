import { describe, expect, it } from 'vitest';
import { learnRule } from './learn.ts';

const at = { provider: 'openai', protocol: 'openai-chat', model: 'o9' };
const openai = (message: string, param: string | null = null): unknown => ({
  error: { message, param, type: 'invalid_request_error', code: null },
});

describe('learnRule', () => {
  // Messages of recorded refusals, with the model's name changed.
  it.each([
    [openai("Unsupported parameter: 'temperature' is not supported with this model."), 'temperature'],
    [openai("Unsupported parameter: 'reasoning.effort' is not supported with this model."), 'effort'],
    [
      openai(
        "Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.",
      ),
      'temperature',
    ],
    [
      {
        code: 'Client specified an invalid argument',
        error: 'Model grok-code-fast-1 does not support parameter reasoningEffort.',
      },
      'effort',
    ],
    [
      { error: { code: 'unknown_parameter', message: "Unknown parameter: 'prompt_cache_options'." } },
      'prompt_cache_options',
    ],
    [
      { message: 'Malformed input request: #: extraneous key [top_k] is not permitted, please reformat' },
      'topK',
    ],
    [
      {
        detail: [
          { type: 'extra_forbidden', loc: ['body', 'logit_bias'], msg: 'Extra inputs are not permitted' },
        ],
      },
      'logit_bias',
    ],
    [
      {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'speed: Extra inputs are not permitted' },
      },
      'speed',
    ],
  ])('%j', (body, param) => {
    const rule = learnRule({ ...at, status: 400, body });
    expect(rule?.cases).toEqual([{ then: [{ op: 'drop', params: [param], level: 'warn' }] }]);
    expect(rule).toMatchObject({ match: { provider: ['openai'], model: ['o9'] }, confidence: 'obs' });
  });

  it('learns the levels that a model has', () => {
    const body = openai(
      "Unsupported value: 'none' is not supported with the 'o3' model. Supported values are: 'low', 'medium', and 'high'.",
      'reasoning.effort',
    );
    expect(learnRule({ ...at, status: 400, body })?.cases[0]?.then).toEqual([
      {
        op: 'effort',
        shape: 'portable',
        values: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
      },
    ]);
    const claude = {
      error: {
        message:
          "This model does not support effort level 'xhigh'. Supported levels: high, low, max, medium.",
      },
    };
    expect(learnRule({ ...at, status: 400, body: claude })?.cases[0]?.then).toMatchObject([
      { values: { xhigh: 'high', minimal: 'low' } },
    ]);
  });

  it('learns the new name of a member', () => {
    const body = openai(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    );
    expect(learnRule({ ...at, status: 400, body })?.cases[0]?.then).toEqual([
      { op: 'rename', param: 'max_tokens', to: 'max_completion_tokens' },
    ]);
  });

  it('learns nothing from what names no parameter, or one that the request is about', () => {
    const nothing: readonly [number, unknown][] = [
      [500, openai("Unsupported parameter: 'temperature' is not supported with this model.")],
      [400, openai("Unsupported value: 'messages[0].role' does not support 'system' with this model.")],
      [400, openai("Unknown parameter: 'messages'.")],
      [400, openai('tools is not supported in this model.')],
      [400, { error: { message: 'max_tokens must be greater than thinking.budget_tokens' } }],
      [400, 'Bad Request'],
      [400, null],
      [400, { detail: 'nope' }],
      [400, { detail: [{ type: 'extra_forbidden', loc: ['body', 'messages', 0, 'name'] }] }],
    ];
    for (const [status, body] of nothing)
      expect(learnRule({ ...at, status, body }), JSON.stringify(body)).toBeUndefined();
  });
});
