import type { CallBody } from '../core/call.ts';
import type { Chunk, FinishReason, TokenLogprob } from '../core/chunk.ts';
import type { Json } from '../core/json.ts';
import type { Source } from '../core/message.ts';
import { usage, type Usage } from '../core/usage.ts';
import type { Fault } from './fault.ts';

/** What a simulated model says in one turn. */
export interface Turn {
  readonly reasoning?: string;
  /** Proof of origin of the reasoning, for providers that sign it. */
  readonly signature?: string;
  readonly text?: string;
  readonly refusal?: string;
  /** Said as JSON text. */
  readonly object?: Json;
  readonly toolCalls?: readonly { readonly name: string; readonly input: Json; readonly id?: string }[];
  /** Let the arguments of all calls grow side by side. */
  readonly interleave?: boolean;
  readonly sources?: readonly Source[];
  /** How likely each token was, where the protocol tells. */
  readonly logprobs?: readonly TokenLogprob[];
  /** Default: `tool-calls` with calls, `refusal` with a refusal, else `stop`. */
  readonly finishReason?: FinishReason;
  /** Default: estimated at four characters a token. */
  readonly usage?: Partial<Usage>;
  /** Answer with this failure instead, or go wrong on the way. */
  readonly fault?: Fault;
}

/** The chunks of a turn, cut about as finely as providers cut them. */
export function chunksOfTurn(turn: Turn, call: CallBody, number: number): Chunk[] {
  const chunks: Chunk[] = [{ type: 'start', id: `sim-${number}`, model: call.model.id }];
  let block = 0;
  if (turn.reasoning !== undefined) {
    for (const text of wordsOf(turn.reasoning)) chunks.push({ type: 'reasoning', block, text });
    if (turn.signature !== undefined)
      chunks.push({ type: 'reasoning', block, text: '', signature: turn.signature });
    block += 1;
  }
  const said = turn.object === undefined ? turn.text : JSON.stringify(turn.object);
  if (said !== undefined && said !== '') {
    for (const text of wordsOf(said)) chunks.push({ type: 'text', block, text });
    for (const source of turn.sources ?? []) chunks.push({ type: 'source', block, source });
    block += 1;
  }
  if (turn.refusal !== undefined) {
    for (const text of wordsOf(turn.refusal)) chunks.push({ type: 'refusal', block, text });
    block += 1;
  }
  chunks.push(...toolChunks(turn, block, number));
  if (turn.logprobs !== undefined) chunks.push({ type: 'logprobs', logprobs: turn.logprobs });
  chunks.push({ type: 'usage', usage: usageOf(turn, call) });
  chunks.push({ type: 'finish', reason: finishOf(turn) });
  return chunks;
}

function toolChunks(
  { toolCalls = [], interleave = false }: Turn,
  firstBlock: number,
  number: number,
): Chunk[] {
  const heads = toolCalls.map(({ id, name }, index): Chunk => {
    // Nine letters and digits are what every provider takes, Mistral too.
    return {
      type: 'tool-call',
      block: firstBlock + index,
      id: id ?? `sim${number}x${index}`.padEnd(9, '0'),
      name,
    };
  });
  const bodies = toolCalls.map(({ input }, index): Chunk[] => {
    return piecesOf(JSON.stringify(input), 8).map((json) => ({
      type: 'tool-input',
      block: firstBlock + index,
      json,
    }));
  });
  if (!interleave) return heads.flatMap((head, index) => [head, ...(bodies[index] as Chunk[])]);
  const longest = Math.max(0, ...bodies.map((body) => body.length));
  const rounds = Array.from({ length: longest }, (_, round) =>
    bodies.flatMap((body) => body.slice(round, round + 1)),
  );
  return [...heads, ...rounds.flat()];
}

function finishOf({ finishReason, toolCalls = [], refusal }: Turn): FinishReason {
  return finishReason ?? (toolCalls.length > 0 ? 'tool-calls' : refusal === undefined ? 'stop' : 'refusal');
}

function usageOf(turn: Turn, call: CallBody): Usage {
  const { reasoning = '', text = '', refusal = '', object, toolCalls = [] } = turn;
  const reasoningTokens = tokensOf(reasoning);
  const spoken =
    text +
    refusal +
    (object === undefined ? '' : JSON.stringify(object)) +
    (toolCalls.length === 0 ? '' : JSON.stringify(toolCalls));
  const counts = {
    inputTokens: tokensOf(JSON.stringify(call.messages)),
    outputTokens: reasoningTokens + tokensOf(spoken),
    reasoningTokens,
    cacheReadTokens: 0,
  };
  return usage({ ...counts, ...turn.usage });
}

/** Four characters a token: the common rule of thumb for English. */
function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

function wordsOf(text: string): string[] {
  return text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text]);
}

function piecesOf(text: string, length: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += length) pieces.push(text.slice(at, at + length));
  return pieces;
}
