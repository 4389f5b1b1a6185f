import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callOf, replyOf } from '../../test/support/calls.ts';
import { useSimulators } from '../../test/support/simulated.ts';
import type { Next } from '../core/call.ts';
import type { Chunk } from '../core/chunk.ts';
import { ChunkStream } from '../core/chunk-stream.ts';
import type { AnyCall, EmbedCall, ModerationCall } from '../core/operation.ts';
import { foldChunks } from '../core/response.ts';
import { redact } from './redact.ts';

const simulators = useSimulators();

const secrets = {
  email: 'ada.lovelace+work@mail.example.org',
  card: '4111 1111 1111 1111',
  ssn: '078-05-1120',
  iban: 'DE89 3704 0044 0532 0130 00',
  phone: '+49 30 901820',
  ip: '192.168.17.23',
};

async function foldOf(chunks: ChunkStream): Promise<ReturnType<typeof foldChunks>> {
  const all: Chunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return foldChunks(all);
}

describe('redact', () => {
  it('keeps personal texts from the provider, and puts them back into the answer', async () => {
    const simulated = await simulators.start({
      // Says the prompt again, and calls a tool with it.
      turns: ({ messages }) => {
        const said = messages.flatMap(({ content }) =>
          content.map((part) => (part.type === 'text' ? part.text : '')),
        );
        const text = said.join(' ');
        return { text, toolCalls: [{ name: 'send', input: { to: text, quote: `"${text}"` } }] };
      },
    });
    const client = simulated.client({ middleware: [redact()] });
    const prompt = Object.values(secrets).join(' and ');
    for (const stream of [false, true]) {
      const response = stream
        ? await (await client.streamText('openai:gpt-4o-mini', prompt)).response()
        : await client.generateText('openai:gpt-4o-mini', prompt);
      expect(response.text).toBe(prompt);
      expect(response.toolCalls[0]?.input).toEqual({ to: prompt, quote: `"${prompt}"` });
      expect(JSON.stringify(response.context.messages[0])).toContain(secrets.email);
    }
    const sent = JSON.stringify(simulated.requests.map(({ body }) => body));
    for (const secret of Object.values(secrets)) expect(sent).not.toContain(secret);
    expect(sent).toContain('[EMAIL_');
  });

  it('restores placeholders wherever they are cut', async () => {
    const value = 'a "quoted" \\ name';
    const pieces = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(pieces, async (lengths) => {
        const layer = redact({ find: () => [{ text: value, name: 'NAME' }] });
        const said = 'Dear [NAME_1], [x] [ [NAME_ [NAME_2] [NAME_1][NAME_1';
        const json = JSON.stringify({ to: 'Dear [NAME_1]', list: ['[NAME_1]'] });
        const next: Next = (call) =>
          Promise.resolve(
            replyOf(call, [
              ...cut(said, lengths).map((text): Chunk => ({ type: 'text', block: 0, text })),
              { type: 'tool-call', block: 1, id: 'c', name: 'send' },
              ...cut(json, lengths).map((part): Chunk => ({ type: 'tool-input', block: 1, json: part })),
              { type: 'finish', reason: 'tool-calls' },
            ]),
          );
        const messages = [{ role: 'user', content: [{ type: 'text', text: `I am ${value}.` }] }] as const;
        const { chunks } = await layer(callOf({}, { messages }), next);
        const folded = await foldOf(chunks);
        expect(folded.text).toBe(`Dear ${value}, [x] [ [NAME_ [NAME_2] ${value}[NAME_1`);
        expect(folded.toolCalls[0]?.input).toEqual({ to: `Dear ${value}`, list: [value] });
      }),
    );
  });

  it('is done with long words that are nearly addresses', async () => {
    const long = 'a'.repeat(500_000);
    let sent = '';
    const next: Next = (call) => {
      sent = JSON.stringify(call);
      return Promise.resolve(replyOf(call, []));
    };
    const text = `${long} a@b.example`;
    await redact()(callOf({}, { messages: [{ role: 'user', content: [{ type: 'text', text }] }] }), next);
    expect(sent).toContain(`${long} [EMAIL_1]`);
  });

  it('gives the same text the same placeholder, in all places of a call, and leaves the call as it was', async () => {
    let sent: AnyCall | undefined;
    const next: Next = (call) => {
      sent = call;
      return Promise.resolve(
        replyOf(call, [
          { type: 'text', block: 0, text: '[ID_1]' },
          { type: 'finish', reason: 'stop' },
        ]),
      );
    };
    const call = callOf(
      {},
      {
        messages: [
          { role: 'system', content: [{ type: 'text', text: 'Patient K-123' }] },
          {
            role: 'assistant',
            content: [
              { type: 'reasoning', text: 'K-123', signature: 'signed' },
              { type: 'tool-call', id: '1', name: 'find', input: { id: 'K-123', more: ['K-456'] } },
            ],
          },
          {
            role: 'tool',
            content: [{ type: 'tool-result', toolCallId: '1', content: [{ type: 'text', text: 'K-456' }] }],
          },
        ],
      },
    );
    const before = JSON.stringify(call);
    const keep = redact({ patterns: [{ name: 'id', pattern: /K-\d+/ }], restore: false });
    const reply = await keep(call, next);
    expect(JSON.stringify(call)).toBe(before);
    const [system, assistant, tool] = sent?.operation === 'text' ? sent.messages : [];
    expect(system?.content[0]).toMatchObject({ text: 'Patient [ID_1]' });
    // What is signed goes back as it came.
    expect(assistant?.content).toMatchObject([
      { text: 'K-123' },
      { input: { id: '[ID_1]', more: ['[ID_2]'] } },
    ]);
    expect(tool?.content[0]).toMatchObject({ content: [{ text: '[ID_2]' }] });
    expect((await foldOf(reply.chunks)).text).toBe('[ID_1]');
  });

  it('hides names of files, keys of arguments, and how to speak', async () => {
    const sent: AnyCall[] = [];
    const next: Next = (call) => {
      sent.push(call);
      const json = '{"[EMAIL_1]":1}';
      return Promise.resolve(
        replyOf(call, [
          { type: 'tool-call', block: 0, id: '1', name: 'find' },
          { type: 'tool-input', block: 0, json },
          { type: 'finish', reason: 'tool-calls' },
        ]),
      );
    };
    const source = { data: 'JVBERi0=', mediaType: 'application/pdf' };
    const input = { [secrets.email]: [secrets.ip] };
    const { chunks } = await redact()(
      callOf(
        {},
        {
          messages: [
            { role: 'user', content: [{ type: 'file', source, filename: `${secrets.email}.pdf` }] },
            { role: 'assistant', content: [{ type: 'tool-call', id: '1', name: 'find', input }] },
          ],
        },
      ),
      next,
    );
    const { control } = callOf();
    const speech: AnyCall = {
      operation: 'speech',
      model: callOf().model,
      stream: false,
      text: 'Hello',
      instructions: `as if to ${secrets.email}`,
      control,
    };
    await redact()(speech, next);
    for (const secret of Object.values(secrets)) expect(JSON.stringify(sent)).not.toContain(secret);
    expect(JSON.stringify((await foldOf(chunks)).message)).toContain(secrets.email);
  });

  it('serves other operations, and closes the source of a reply that nobody reads', async () => {
    let sent: AnyCall | undefined;
    let closed = 0;
    const close = (): Promise<void> => {
      closed += 1;
      return Promise.resolve();
    };
    const embed = {
      ...callOf(),
      operation: 'embed',
      values: [secrets.email, 'plain'],
    } as unknown as EmbedCall;
    const reply = await redact()(embed, (call) => {
      sent = call;
      return Promise.resolve(replyOf(call, new ChunkStream({ pull: () => Promise.resolve(true), close })));
    });
    expect(sent).toMatchObject({ values: ['[EMAIL_1]', 'plain'] });
    await reply.chunks.return();
    expect(closed).toBe(1);
  });

  it('hides in what is to be judged, alone or beside an image', async () => {
    const image = { url: 'https://example.com/a.png' };
    const values = [secrets.email, image, [`Ask ${secrets.email}`, image]];
    const call = { ...callOf(), operation: 'moderation', values } as unknown as ModerationCall;
    let sent: AnyCall | undefined;
    const chunks = new ChunkStream({ pull: () => Promise.resolve(true), close: () => Promise.resolve() });
    await redact()(call, (given) => {
      sent = given;
      return Promise.resolve(replyOf(given, chunks));
    });
    expect(sent).toMatchObject({ values: ['[EMAIL_1]', image, ['Ask [EMAIL_1]', image]] });
  });
});

function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return [...pieces, text.slice(at)].filter((piece) => piece !== '');
}
