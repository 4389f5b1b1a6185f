import { faults } from '../../src/testing/fault.ts';
import type { Json } from '../../src/core/json.ts';
import type { WireEvent } from '../../src/wire/event.ts';
import { casesBefore } from './before-the-answer.ts';
import { casesOfCallers } from './of-callers.ts';
import { casesOfHosts } from './of-hosts.ts';
import {
  again,
  answer,
  called,
  error,
  type FaultCase,
  frames,
  input,
  said,
  unread,
  words,
  wrong,
} from './fault-case.ts';
import { repack } from './protocols.ts';

/** After the last frame that fits, or at the end. */
function after(
  all: readonly WireEvent[],
  fits: (frame: WireEvent) => boolean,
  ...more: WireEvent[]
): readonly WireEvent[] {
  const at = all.findLastIndex(fits);
  return at === -1 ? [...all, ...more] : [...all.slice(0, at + 1), ...more, ...all.slice(at + 1)];
}

const withCalls = (turns: FaultCase['turns']): FaultCase['turns'] => {
  return (protocol) => (protocol.isArguments === undefined ? undefined : turns(protocol));
};
const halved = (frame: WireEvent): WireEvent => ({
  ...frame,
  data: frame.data.replace(/"arguments":"((?:[^"\\]|\\.){8})(?:[^"\\]|\\.)+"/g, '"arguments":"$1"'),
});
/** Protocols in server-sent events, whose lines may end in three ways. */
const lined: ReadonlySet<string> = new Set([
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'google-generate',
  'google-interactions',
  'cohere-chat',
]);
const spoiled = (change: (text: string) => string): FaultCase['turns'] =>
  withCalls(
    frames(
      (all, { isArguments }) =>
        all.map((frame) => (isArguments?.(frame) === true ? repack(frame, change) : frame)),
      called,
    ),
  );
const ends: readonly FaultCase[] = [
  {
    title: 'cut before the finish',
    turns: frames((all, { isFinish }) => all.slice(0, all.findIndex(isFinish))),
    expected: error('truncated'),
  },
  {
    title: 'a finish without the end mark',
    turns: frames((all, { isEnd }) => all.filter((frame) => !isEnd(frame))),
    expected: answer('final'),
  },
  {
    title: 'the end mark without a finish',
    turns: (protocol) =>
      protocol.isEnd({ data: '' }) || marked.has(protocol.name)
        ? frames((all, { isFinish }) => all.filter((frame) => !isFinish(frame)))(protocol)
        : undefined,
    // The mark is the end, and so is Anthropic's; Cohere's own end holds the reason, and the mark after it is no part of it.
    expected: ({ name }) =>
      name === 'cohere-chat' ? error('truncated') : { outcome: 'answer', usage: 'any', isOdd: true },
  },
  {
    title: 'text after the finish',
    turns: frames((all, { isFinish, isText }) => after(all, isFinish, ...all.filter(isText).slice(-1))),
    expected: answer(),
  },
  {
    title: 'two finishes',
    turns: frames((all, { isFinish }) => after(all, isFinish, ...all.filter(isFinish))),
    expected: answer('final'),
  },
  {
    title: 'an error event first, then an answer',
    turns: () => [{ ...said, fault: faults.errorEvent(0) }, said],
    expected: again,
  },
  {
    title: 'an error event in the middle',
    turns: wrong(faults.errorEvent(6)),
    expected: error('overloaded', 'server'),
  },
];

/** Protocols whose last frame says nothing but that it is the last. */
const marked: ReadonlySet<string> = new Set([
  'openai-chat',
  'anthropic-messages',
  'bedrock-invoke',
  'cohere-chat',
]);

const counts: readonly FaultCase[] = [
  {
    title: 'usage in every frame, growing',
    turns: (protocol) => {
      const { count } = protocol;
      if (count === undefined) return undefined;
      const turn = { ...said, usage: { inputTokens: 9, outputTokens: 77 } };
      return frames((all, { isText }) => {
        let soFar = 0;
        return all.map((frame) =>
          isText(frame) ? repack(frame, (text) => count(text, (soFar += 1))) : frame,
        );
      }, turn)(protocol);
    },
    expected: { outcome: 'answer', usage: 'final', outputTokens: 77 },
  },
  {
    title: 'usage twice',
    turns: frames((all, { isUsage }) => all.flatMap((frame) => (isUsage(frame) ? [frame, frame] : [frame]))),
    expected: answer('final'),
  },
  {
    title: 'no usage',
    turns: frames((all) =>
      all.map((frame) =>
        repack(frame, (text) => text.replace(/"(?:usage|usageMetadata)":\{/g, '"nothing":{')),
      ),
    ),
    expected: answer(),
  },
  {
    title: 'absurd usage',
    turns: frames((all, { isUsage }) =>
      all.map((frame) =>
        isUsage(frame)
          ? repack(frame, (text) => text.replace(/(_tokens?|Tokens?|_count|TokenCount)":\d+/g, '$1":-1e308'))
          : frame,
      ),
    ),
    expected: answer(),
  },
  {
    title: 'usage of words and nulls',
    turns: frames((all, { isUsage }) =>
      all.map((frame) =>
        isUsage(frame)
          ? repack(frame, (text) => text.replace(/(_tokens?|Tokens?|_count|TokenCount)":\d+/g, '$1":"many"'))
          : frame,
      ),
    ),
    expected: answer(),
  },
  {
    title: 'usage before the text',
    turns: frames((all, { isUsage, isFinish, isText }) => {
      const early = all.filter((frame) => isUsage(frame) && !isFinish(frame) && !isText(frame));
      const [first, rest] = [all.slice(0, 1), all.slice(1)] as const;
      return [
        ...first,
        ...early.filter((frame) => !first.includes(frame)),
        ...rest.filter((frame) => !early.includes(frame)),
      ];
    }),
    expected: answer('final'),
  },
];

const content: readonly FaultCase[] = [
  {
    title: 'hollow and unknown frames',
    turns: frames((all, { isText, hollow }) => after(all, isText, ...hollow)),
    expected: answer('final'),
  },
  {
    title: 'unknown members',
    turns: frames((all) =>
      all.map((frame) =>
        repack(frame, (text) => text.replace(/^\{/, '{"x_new":{"deep":[1,null]},"__proto__":{"x":1},')),
      ),
    ),
    expected: answer('final'),
  },
  { title: 'a malformed frame', turns: wrong(faults.malformed(6)), expected: error('bad-response') },
  { title: 'bytes one by one', turns: wrong(faults.recut((whole) => whole, 1)), expected: answer('final') },
  {
    title: 'bytes by threes',
    turns: () => [{ text: words, fault: faults.recut((whole) => whole, 3) }],
    expected: answer('final'),
    bodies: true,
  },
  {
    title: 'CRLF and a BOM, cut anywhere',
    turns: wrong(
      faults.recut((whole) => {
        const text = Buffer.from(whole).toString('utf8');
        // Binary frames have no lines.
        return text.startsWith('data:') || text.startsWith('event:')
          ? Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`)
          : whole;
      }, 2),
    ),
    expected: answer('final'),
  },
  {
    title: 'CR alone ends lines',
    turns: (protocol) =>
      lined.has(protocol.name)
        ? [
            {
              ...said,
              fault: faults.recut(
                (whole) => Buffer.from(Buffer.from(whole).toString('utf8').replaceAll('\n', '\r')),
                2,
              ),
            },
          ]
        : undefined,
    expected: answer('final'),
  },
  {
    title: 'one event of 10 MB',
    turns: frames((all) =>
      all.map((frame, index) =>
        index === 1
          ? repack(frame, (text) => text.replace(/^\{/, `{"x_big":"${'b'.repeat(10 * 1024 * 1024)}",`))
          : frame,
      ),
    ),
    expected: answer('final'),
    isHeavy: true,
  },
  {
    title: 'a line without end',
    turns: wrong(faults.endlessLine()),
    expected: error('bad-response'),
    isHeavy: true,
  },
];

const calls: readonly FaultCase[] = [
  {
    title: 'arguments that are no JSON',
    turns: spoiled((text) =>
      text.replace(/((?:partial_json|arguments|input|delta)":")((?:[^"\\]|\\.)*)"/g, '$1no json"'),
    ),
    expected: { outcome: 'no-call', codes: unread },
  },
  {
    title: 'half of the arguments',
    turns: withCalls((protocol) =>
      frames((all, { isArguments }) => {
        const pieces = all.filter((frame) => isArguments?.(frame) === true);
        const gone = new Set(pieces.slice(Math.floor(pieces.length / 2)));
        const rest = all.filter((frame) => !gone.has(frame));
        // Responses says the whole arguments again at the end of a call.
        return protocol.name === 'openai-responses' ? rest.map(halved) : rest;
      }, called)(protocol),
    ),
    expected: { outcome: 'no-call', codes: unread },
  },
  {
    title: 'arguments twice',
    turns: withCalls(
      frames(
        (all, { isArguments }) =>
          all.flatMap((frame) => (isArguments?.(frame) === true ? [frame, frame] : [frame])),
        called,
      ),
    ),
    expected: { outcome: 'no-call', codes: unread },
  },
  {
    title: 'cut in the middle of a call',
    turns: frames((all, { isArguments, isFinish }) => {
      const at = all.findIndex((frame) => isArguments?.(frame) === true);
      return all.slice(0, at === -1 ? all.findIndex(isFinish) : at + 1);
    }, called),
    expected: error('truncated'),
  },
  {
    title: 'arguments 10,000 levels deep',
    turns: frames((all) => all.map((frame) => repack(frame, (text) => text.replace(call, deepArguments))), {
      toolCalls: [{ name: 'add', input: { q: 1 } }],
    }),
    expected: { outcome: 'no-call', codes: unread },
  },
  {
    title: '__proto__ in arguments',
    turns: () => [
      { ...called, text: words, toolCalls: [{ name: 'add', input: parse('{"__proto__":{"polluted":1}}') }] },
    ],
    expected: answer('final'),
  },
  {
    title: 'two calls whose arguments interleave',
    turns: () => [
      {
        ...called,
        text: words,
        toolCalls: [
          { name: 'add', input },
          { name: 'add', input },
        ],
        interleave: true,
      },
    ],
    expected: answer('final'),
  },
  {
    title: 'a call without an id',
    turns: frames(
      (all) =>
        all.map((frame) =>
          repack(frame, (text) => text.replace(/"(?:id|call_id|toolUseId)":"sim\d+x[^"]*",?/g, '')),
        ),
      {
        ...called,
        text: words,
      },
    ),
    expected: { outcome: 'answer-or', codes: unread },
  },
  {
    title: 'calls without an index',
    turns: (protocol) =>
      protocol.name === 'openai-chat'
        ? frames(
            (all) =>
              all.map((frame) =>
                repack(frame, (text) => text.replace(/("tool_calls":\[\{)"index":\d+,?/g, '$1')),
              ),
            {
              ...called,
              text: words,
            },
          )(protocol)
        : undefined,
    expected: answer('final'),
  },
];

/** The whole arguments of the call in `deepArguments`, as text in a text or as a value. */
const call = /("(?:arguments|partial_json|input|args|delta)":)(?:"\{\\"q\\":1\}"|\{"q":1\})/;

function deepArguments(found: string, name: string): string {
  const levels = 10_000;
  const text = `${'{"in":'.repeat(levels)}1${'}'.repeat(levels)}`;
  return name + (found.includes('\\') ? JSON.stringify(text) : text);
}

// A literal would set the prototype.
function parse(text: string): Json {
  return JSON.parse(text) as Json;
}

export const faultCases: readonly FaultCase[] = [
  ...casesBefore,
  ...ends,
  ...counts,
  ...content,
  ...calls,
  ...casesOfHosts,
  ...casesOfCallers,
];
