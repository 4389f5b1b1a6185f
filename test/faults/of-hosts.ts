import { faults } from '../../src/testing/fault.ts';
import type { WireEvent } from '../../src/wire/event.ts';
import { answer, called, error, type FaultCase, frames, input, said, words } from './fault-case.ts';
import type { Protocol } from './protocols.ts';

const only =
  (name: string, turns: FaultCase['turns']): FaultCase['turns'] =>
  (protocol: Protocol) =>
    protocol.name === name ? turns(protocol) : undefined;
const changed =
  (change: (text: string) => string) =>
  (frame: WireEvent): WireEvent => ({ ...frame, data: change(frame.data) });
const instead = (data: unknown): FaultCase['turns'] =>
  frames(() => [{ data: JSON.stringify(data) }, { data: '[DONE]' }]);

/** What single hosts are known to do. */
export const casesOfHosts: readonly FaultCase[] = [
  {
    // kelivo #1003, one-api #1477: Gemini says STOP before the last words.
    title: 'a finish in every frame',
    turns: only(
      'google-generate',
      frames((all) =>
        all.map(changed((text) => text.replace(/"index":0/, '"index":0,"finishReason":"STOP"'))),
      ),
    ),
    expected: answer('final'),
  },
  {
    // hermes-agent #83882: a blocked prompt has no candidates and looks like an empty success.
    title: 'a prompt that was blocked',
    turns: only('google-generate', instead({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } })),
    expected: error('content-filter'),
  },
  {
    // hermes-agent #83886, kibana #227096.
    title: 'a call that the model got wrong',
    turns: only(
      'google-generate',
      frames((all) => all.map(changed((text) => text.replace('"STOP"', '"MALFORMED_FUNCTION_CALL"')))),
    ),
    expected: { outcome: 'answer', isOdd: true },
  },
  {
    // maka #1976: Ollama's and others' two calls both have index 0, and each its own id.
    title: 'two calls with one index',
    turns: only(
      'openai-chat',
      frames((all) => all.map(changed((text) => text.replace(/("tool_calls":\[\{"index":)1/, '$10'))), {
        ...called,
        text: words,
        toolCalls: [
          { name: 'add', input },
          { name: 'add', input: { city: 'Rome' } },
        ],
      }),
    ),
    expected: { outcome: 'answer', calls: 2 },
  },
  ...(
    [
      [
        'as vLLM sends it',
        { object: 'error', message: 'Engine is dead', type: 'InternalServerError', code: 500 },
      ],
      ['as SGLang sends it', { error: { message: 'Engine is dead', code: 500, object: 'error' } }],
      [
        'as OpenRouter sends it',
        {
          id: 'x',
          error: { code: 502, message: 'Provider disconnected' },
          choices: [{ index: 0, delta: {}, finish_reason: 'error' }],
        },
      ],
    ] as const
  ).map(([how, data]): FaultCase => ({
    title: `an error inside a 200 ${how}`,
    turns: only('openai-chat', (protocol) => [
      {
        ...said,
        fault: faults.frames((all) => [
          ...all.slice(0, all.findLastIndex(protocol.isText)),
          { data: JSON.stringify(data) },
        ]),
      },
    ]),
    expected: error('server'),
  })),
];
