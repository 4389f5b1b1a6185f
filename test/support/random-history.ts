// Conversations as they come out of stores and off other hosts: whole ones, broken ones, and all between.
import fc, { type Arbitrary } from 'fast-check';
import type {
  AssistantMessage,
  AssistantPart,
  Message,
  Origin,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserPart,
} from '../../src/core/message.ts';

/** A part to be, before it has the words that tell it from all others. */
type Seed<Kind extends string> = { readonly kind: Kind };
type SaidSeed =
  | Seed<'text' | 'blank' | 'refusal' | 'extra' | 'image'>
  | (Seed<'thoughts'> & { readonly isSigned: boolean; readonly isBlank: boolean })
  | (Seed<'call'> & { readonly id: number; readonly isSigned: boolean; readonly isInvalid: boolean });

interface ResultSeed {
  readonly id: number;
  readonly isError: boolean;
  readonly isNamed: boolean;
  readonly form: 'text' | 'image' | 'nothing';
}

type TurnSeed =
  | (Seed<'user'> & { readonly parts: readonly ('text' | 'blank' | 'image')[] })
  | (Seed<'system'> & { readonly isBlank: boolean })
  | (Seed<'assistant'> & { readonly origin: number; readonly parts: readonly SaidSeed[] })
  /** Answers to the calls before it: all, in their order or the reverse, but for those that are left out. */
  | (Seed<'answers'> & { readonly isReversed: boolean; readonly skipped: number; readonly isError: boolean })
  | (Seed<'results'> & { readonly results: readonly ResultSeed[] });

/** Ids as hosts give them, one that only Mistral takes and some that few hosts take. */
const ids: readonly string[] = [
  'call_abc123',
  'toolu_01A',
  'Ab3dE5gH9',
  'functions.look:0',
  `call|${'x'.repeat(80)}`,
  'with blank',
  'äöü',
  'srvtoolu_1',
];

const id = fc.nat({ max: ids.length - 1 });
const chance = (percent: number): Arbitrary<boolean> => fc.nat({ max: 99 }).map((roll) => roll < percent);

const said: Arbitrary<SaidSeed> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<SaidSeed>({ kind: 'text' }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('call'), id, isSigned: chance(30), isInvalid: chance(5) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('thoughts'), isSigned: chance(60), isBlank: chance(10) }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<SaidSeed>(
      { kind: 'blank' },
      { kind: 'refusal' },
      { kind: 'extra' },
      { kind: 'image' },
    ),
  },
);
const result: Arbitrary<ResultSeed> = fc.record({
  id,
  isError: chance(30),
  isNamed: chance(70),
  form: fc.constantFrom('text', 'text', 'text', 'image', 'nothing'),
});
const asked = fc.constantFrom('text', 'text', 'text', 'blank', 'image') as Arbitrary<
  'text' | 'blank' | 'image'
>;

const turn = (origins: number): Arbitrary<TurnSeed> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('user'),
        parts: fc.array(asked, { minLength: 1, maxLength: 2 }),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('assistant'),
        origin: fc.nat({ max: origins }),
        parts: fc.array(said, { maxLength: 4 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('answers'),
        isReversed: chance(20),
        skipped: fc.constantFrom(-1, -1, -1, -1, 0, 1),
        isError: chance(30),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('results'),
        results: fc.array(result, { minLength: 1, maxLength: 2 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('system'), isBlank: chance(15) }) },
  );

/** What proves thoughts and calls of a host, in the form that the host gives it. */
export interface Signing {
  thoughts(mark: string): string;
  call?(mark: string): string;
}

/** Where a turn may come from; how it signs, where it does. */
export interface Source {
  readonly origin: Origin;
  readonly signing?: Signing;
  /** The only ids that it gives, where it does not pass on those of others. */
  readonly ids?: readonly string[];
}

/**
 * Random conversations, made of these hosts' turns and of some without an origin. Every part holds a mark, such as `p12p`,
 * that nothing else holds, so that it can be found wherever it went; marks of proofs are `s12s`.
 */
export function histories(sources: readonly Source[]): Arbitrary<readonly Message[]> {
  return fc
    .array(turn(sources.length), { minLength: 1, maxLength: 9 })
    .map((turns) => new Writer(sources).written(turns))
    .filter((messages) => messages.some(asksSomething));
}

function idOf(index: number, source: Source | undefined): string {
  const given = source?.ids ?? ids;
  return given[index % given.length] as string;
}

// The client refuses what holds no message to answer, and the hosts what says nothing.
function asksSomething({ role, content }: Message): boolean {
  return role === 'user' && content.some((part) => part.type === 'text' && part.text !== '');
}

class Writer {
  readonly #sources: readonly Source[];
  #count = 0;
  #open: ToolCallPart[] = [];

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  written(turns: readonly TurnSeed[]): Message[] {
    return turns.flatMap((each): Message[] => {
      const message = this.#message(each);
      return message === undefined ? [] : [message];
    });
  }

  #message(seed: TurnSeed): Message | undefined {
    switch (seed.kind) {
      case 'user':
        return { role: 'user', content: seed.parts.map((kind) => this.#asked(kind)) };
      case 'system':
        return { role: 'system', content: [{ type: 'text', text: seed.isBlank ? '' : this.#mark() }] };
      case 'assistant':
        return this.#assistant(seed);
      case 'answers':
        return this.#answers(seed);
      case 'results':
        return { role: 'tool', content: seed.results.map((each) => this.#result(each)) };
    }
  }

  #assistant({ origin: index, parts }: Extract<TurnSeed, { kind: 'assistant' }>): AssistantMessage {
    const source = this.#sources[index];
    const content = parts.map((part) => this.#said(part, source));
    this.#open = content.filter((part) => part.type === 'tool-call');
    return { role: 'assistant', content, ...(source === undefined ? {} : { origin: source.origin }) };
  }

  #said(seed: SaidSeed, source: Source | undefined): AssistantPart {
    const text = this.#mark();
    switch (seed.kind) {
      case 'text':
        return { type: 'text', text };
      case 'blank':
        return { type: 'text', text: '' };
      case 'refusal':
        return { type: 'refusal', text };
      case 'image':
        return this.#image();
      case 'extra':
        return { type: 'extra', provider: 'elsewhere', value: { type: 'opaque', data: text } };
      case 'thoughts': {
        const signature = seed.isSigned ? source?.signing?.thoughts(this.#proof()) : undefined;
        const thought = seed.isBlank ? '' : text;
        return { type: 'reasoning', text: thought, ...(signature === undefined ? {} : { signature }) };
      }
      case 'call':
        return this.#call(seed, source, text);
    }
  }

  #call(
    { id: index, isSigned, isInvalid }: Extract<SaidSeed, { kind: 'call' }>,
    source: Source | undefined,
    value: string,
  ): ToolCallPart {
    const signature = isSigned ? source?.signing?.call?.(this.#proof()) : undefined;
    const name = index % 2 === 0 ? 'look_up' : 'measure';
    const part = { type: 'tool-call' as const, id: idOf(index, source), name };
    if (isInvalid) return { ...part, input: null, invalid: 'cut off', raw: `{"value":"${value}` };
    return { ...part, input: { value }, ...(signature === undefined ? {} : { signature }) };
  }

  #answers({
    isReversed,
    skipped,
    isError,
  }: Extract<TurnSeed, { kind: 'answers' }>): ToolMessage | undefined {
    const calls = this.#open.filter((_call, index) => index !== skipped);
    if (calls.length === 0) return undefined;
    const results = calls.map(({ id: toolCallId, name: toolName }, index): ToolResultPart => ({
      type: 'tool-result',
      toolCallId,
      toolName,
      content: [{ type: 'text', text: this.#mark() }],
      ...(isError && index === 0 ? { isError } : {}),
    }));
    return { role: 'tool', content: isReversed ? results.toReversed() : results };
  }

  #result({ id: index, isError, isNamed, form }: ResultSeed): ToolResultPart {
    const text = { type: 'text' as const, text: this.#mark() };
    return {
      type: 'tool-result',
      toolCallId: ids[index] as string,
      ...(isNamed ? { toolName: index % 2 === 0 ? 'look_up' : 'measure' } : {}),
      content: form === 'nothing' ? [] : form === 'image' ? [text, this.#image()] : [text],
      ...(isError ? { isError } : {}),
    };
  }

  #asked(kind: 'text' | 'blank' | 'image'): UserPart {
    if (kind === 'image') return this.#image();
    return { type: 'text', text: kind === 'blank' ? '' : this.#mark() };
  }

  // Nothing decodes it: the beginning of a picture, and the mark.
  #image(): UserPart & { type: 'image' } {
    const mark = this.#mark();
    const data = `iVBORw0KGgo/${mark}${'A'.repeat(4 - (mark.length % 4))}`;
    return { type: 'image', source: { data, mediaType: 'image/png' } };
  }

  #mark(): string {
    return `p${(this.#count += 1)}p`;
  }

  #proof(): string {
    return `s${(this.#count += 1)}s`;
  }
}
