import { isRecord } from '../../../src/core/json.ts';
import type { RecordedQuestion } from '../../../src/testing/scenarios/scenario.ts';
import type { OperationRecording } from './recorded-operations.ts';

/** A scenario that a recorded request is one of, with what it asked. */
export interface Question {
  readonly scenario: string;
  readonly asked: RecordedQuestion;
}

/** The scenarios that a recorded request shows something for; none for what no scenario asks, such as images from images. */
export function questionIn({ family, request, scenario, response }: OperationRecording): Question[] {
  const body = isRecord(request.body) ? request.body : {};
  const json = isRecord(body['json']) ? body['json'] : undefined;
  if (family === 'transcription') return [{ scenario: 'transcription_basic', asked: {} }];
  if (json === undefined) return [];
  if (family === 'rerank' || family === 'bedrock_invoke_rerank') return ranked(json);
  if (family === 'speech') return spoken(json);
  if (family === 'images' || (family === 'vertex_predict' && predicted(json) !== undefined))
    return drawn(json);
  if (family === 'google_generate_content')
    return scenario === 'image_basic' || drawsIn(response.body) ? drawnInTurn(json) : [];
  return embedded(textsIn(json));
}

function embedded(texts: readonly string[] | undefined): Question[] {
  if (texts === undefined || texts.length === 0) return [];
  return [{ scenario: texts.length === 1 ? 'embed_basic' : 'embed_batch', asked: { texts } }];
}

function ranked({
  query,
  documents,
  top_n: cohere,
  top_k: voyage,
}: Readonly<Record<string, unknown>>): Question[] {
  const count = cohere ?? voyage;
  if (typeof query !== 'string' || !isTexts(documents)) return [];
  const asked = { query, documents, ...(typeof count === 'number' ? { count } : {}) };
  return [{ scenario: 'rerank_basic', asked }];
}

function spoken({ input }: Readonly<Record<string, unknown>>): Question[] {
  return typeof input === 'string' ? [{ scenario: 'speech_basic', asked: { prompt: input } }] : [];
}

function drawn(json: Readonly<Record<string, unknown>>): Question[] {
  const { n, parameters } = json;
  const prompt = json['prompt'] ?? predicted(json);
  const count = n ?? (isRecord(parameters) ? parameters['sampleCount'] : undefined);
  const isNew = !('images' in json) && !('image' in json) && !('input_references' in json);
  if (typeof prompt !== 'string' || !isNew) return [];
  return [{ scenario: 'image_basic', asked: { prompt, ...(typeof count === 'number' ? { count } : {}) } }];
}

/** The prompt of a prediction that draws. */
function predicted({ instances }: Readonly<Record<string, unknown>>): string | undefined {
  const first: unknown = Array.isArray(instances) ? instances[0] : undefined;
  return isRecord(first) && typeof first['prompt'] === 'string' ? first['prompt'] : undefined;
}

// One question in one turn, of text alone, that was answered with one image.
function drawnInTurn({ contents }: Readonly<Record<string, unknown>>): Question[] {
  const turns: unknown[] = Array.isArray(contents) ? contents : [];
  const [turn] = turns;
  const parts = isRecord(turn) && Array.isArray(turn['parts']) ? (turn['parts'] as unknown[]) : [];
  const texts = parts.flatMap((part) =>
    isRecord(part) && typeof part['text'] === 'string' ? [part['text']] : [],
  );
  if (turns.length !== 1 || texts.length !== parts.length) return [];
  return [{ scenario: 'image_basic', asked: { prompt: texts.join('\n') } }];
}

function drawsIn(body: OperationRecording['response']['body']): boolean {
  const text = body?.text ?? JSON.stringify(body?.json ?? null);
  return (text.match(/"inlineData"/g) ?? []).length === 1 && /"mimeType": ?"image\//.test(text);
}

/** The texts that vectors were asked of; undefined where there is anything else among them. */
function textsIn(json: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const { input, texts, inputText, content, requests, instances } = json;
  const nova = isRecord(json['singleEmbeddingParams']) ? json['singleEmbeddingParams']['text'] : undefined;
  const single = [input, inputText, isRecord(nova) ? nova['value'] : undefined];
  const one = single.find((each): each is string => typeof each === 'string');
  if (one !== undefined) return [one];
  const lists = [input, texts, content, requests, instances];
  const list = lists.find((each) => isRecord(each) || Array.isArray(each));
  const all = (Array.isArray(list) ? (list as unknown[]) : [list]).map(textIn);
  return isTexts(all) ? all : undefined;
}

/** The one text of a value of Google's: `{ content: { parts: [{ text }] } }`, or `{ content }` of a prediction. */
function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return undefined;
  const { content, parts, text } = value;
  if (typeof text === 'string') return text;
  if (content !== undefined) return textIn(content);
  return Array.isArray(parts) && parts.length === 1 ? textIn(parts[0]) : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && each !== '');
}
