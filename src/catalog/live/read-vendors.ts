import { isRecord } from '../../core/json.ts';
import { kindOf } from '../import/kind.ts';
import type { Kind } from '../schema.ts';
import {
  count,
  day,
  dollars,
  flag,
  modalities,
  part,
  rates,
  type RawModel,
  type ReadModel,
  said,
  text,
  texts,
} from './read-facts.ts';

const nameless: ReadModel = { problem: 'has no id' };

/** A record of `GET /v1beta/models` at Google. That a model does not think it does not say. */
export function readGoogle(raw: RawModel): ReadModel {
  const id = text(raw['name'])?.replace(/^models\//, '');
  if (id === undefined) return nameless;
  const methods = texts(raw['supportedGenerationMethods']);
  const has = (...names: readonly string[]): boolean => names.some((name) => methods.includes(name));
  const kind: Kind | undefined = has('generateContent', 'generateMessage', 'generateText')
    ? undefined
    : has('embedContent', 'embedText', 'batchEmbedContents')
      ? 'embedding'
      : has('predictLongRunning')
        ? 'video'
        : has('bidiGenerateContent')
          ? 'realtime'
          : has('predict')
            ? 'image'
            : 'other';
  return {
    id,
    patch: said({
      name: text(raw['displayName']),
      kind,
      limits: { context: count(raw['inputTokenLimit']), output: count(raw['outputTokenLimit']) },
      capabilities: {
        batch: has('batchGenerateContent') ? true : undefined,
        reasoning: { supported: raw['thinking'] === true ? true : undefined },
      },
    }),
  };
}

/** A record of `GET /v1/language-models` at xAI: prices are in hundredths of a cent for a million tokens. */
export function readXai(raw: RawModel): ReadModel {
  const id = text(raw['id']);
  if (id === undefined) return nameless;
  const usd = (name: string): string | undefined => dollars(raw[name], '0.0001');
  const over = count(raw['long_context_threshold']);
  const long = rates({
    input: usd('prompt_text_token_price_long_context'),
    output: usd('completion_text_token_price_long_context'),
    cache_read: usd('cached_prompt_text_token_price_long_context'),
  });
  return {
    id,
    aliases: texts(raw['aliases']),
    patch: said({
      limits: { context: count(raw['context_length']) ?? count(raw['max_prompt_length']) },
      lifecycle: { releasedAt: day(raw['created']) },
      capabilities: {
        input: modalities(raw['input_modalities']),
        outputModalities: modalities(raw['output_modalities']),
      },
      price: {
        ...rates({
          input: usd('prompt_text_token_price'),
          output: usd('completion_text_token_price'),
          cache_read: usd('cached_prompt_text_token_price'),
          input_image: usd('prompt_image_token_price'),
        }),
        ...(long === undefined || over === undefined ? {} : { tiers: [{ over, ...long }] }),
      },
    }),
  };
}

/** A record of `GET /v1/models` at Mistral. */
export function readMistral(raw: RawModel): ReadModel {
  const id = text(raw['id']);
  if (id === undefined) return nameless;
  const can = part(raw, 'capabilities');
  const isChat = flag(can['completion_chat']);
  const ends = day(raw['deprecation']);
  return {
    id,
    aliases: texts(raw['aliases']),
    patch: said({
      limits: { context: count(raw['max_context_length']) },
      lifecycle: {
        status: ends === undefined ? undefined : 'deprecated',
        retiresAt: ends,
        replacement: text(raw['deprecation_replacement_model']),
      },
      capabilities: {
        chat: isChat,
        tools: { supported: isChat === true ? flag(can['function_calling']) : undefined },
        input: flag(can['vision']) === true ? ['text', 'image'] : undefined,
      },
    }),
  };
}

/** A record of `GET /api/v1/models` at OpenRouter: prices are dollars for one token, as text. */
export function readOpenRouter(raw: RawModel): ReadModel {
  const id = text(raw['id']);
  if (id === undefined) return nameless;
  const [prices, shape, top] = [part(raw, 'pricing'), part(raw, 'architecture'), part(raw, 'top_provider')];
  const settings = Array.isArray(raw['supported_parameters'])
    ? texts(raw['supported_parameters'])
    : undefined;
  const takes = (name: string): boolean | undefined => settings?.includes(name);
  const token = (name: string): string | undefined => dollars(prices[name], '1000000');
  return {
    id,
    patch: said({
      name: text(raw['name']),
      limits: { context: count(raw['context_length']), output: count(top['max_completion_tokens']) },
      lifecycle: { releasedAt: day(raw['created']), retiresAt: day(raw['expiration_date']) },
      capabilities: {
        input: modalities(shape['input_modalities']),
        outputModalities: modalities(shape['output_modalities']),
        tools: { supported: takes('tools') },
        output: { jsonSchema: takes('structured_outputs'), jsonMode: takes('response_format') },
        reasoning: { supported: takes('reasoning') },
        sampling: {
          temperature: takes('temperature'),
          topP: takes('top_p'),
          topK: takes('top_k'),
          seed: takes('seed'),
          stop: takes('stop'),
          logprobs: takes('logprobs'),
        },
      },
      price: rates({
        input: token('prompt'),
        output: token('completion'),
        cache_read: token('input_cache_read'),
        cache_write: token('input_cache_write'),
        reasoning: token('internal_reasoning'),
        request: dollars(prices['request'], '1000'),
        web_search: dollars(prices['web_search'], '1000'),
      }),
    }),
  };
}

/** A record of a list in OpenAI's form, with the members that hosts add to it (Groq, Perplexity, LM Studio). */
export function readOpenAiList(raw: RawModel): ReadModel {
  const id = text(raw['id']);
  if (id === undefined) return nameless;
  const prices = part(raw, 'pricing');
  const isMillion = prices['unit'] === 'usd_per_1m_tokens';
  const usd = (name: string): string | undefined => (isMillion ? dollars(prices[name], '1') : undefined);
  const named = kindOf(id, '', ['text']);
  const type = text(raw['type']);
  return {
    id,
    patch: said({
      kind: type === 'embeddings' ? 'embedding' : named === 'chat' ? undefined : named,
      limits: {
        context:
          count(raw['context_window']) ?? count(raw['max_context_length']) ?? count(raw['context_length']),
        output: count(raw['max_completion_tokens']),
      },
      lifecycle: {
        releasedAt: day(raw['created']) ?? day(raw['created_at']),
        status: raw['active'] === false ? 'retired' : undefined,
      },
      capabilities: {
        input: type === 'vlm' ? ['text', 'image'] : undefined,
        tools: { supported: texts(raw['capabilities']).includes('tool_use') ? true : undefined },
      },
      price: rates({
        input: usd('input'),
        output: usd('output'),
        cache_read: usd('cache_read'),
        cache_write: usd('cache_write'),
      }),
    }),
  };
}

/** A record of `GET /v1/models` at Cohere. */
export function readCohere(raw: RawModel): ReadModel {
  const id = text(raw['name']);
  if (id === undefined) return nameless;
  const uses = texts(raw['endpoints']);
  const kind = uses.includes('chat')
    ? undefined
    : uses.includes('embed')
      ? 'embedding'
      : uses.includes('rerank')
        ? 'rerank'
        : undefined;
  return { id, patch: said({ kind, limits: { context: count(raw['context_length']) } }) };
}

/** A record of `GET /v1/models` at Deepgram: both its lists, of hearing and of speaking. */
export function readDeepgram(raw: RawModel): ReadModel {
  const id = text(raw['canonical_name']) ?? text(raw['name']);
  if (id === undefined) return nameless;
  const isHearing = 'batch' in raw || 'formatted_output' in raw;
  return {
    id,
    patch: said({
      kind: isHearing ? 'transcription' : 'speech',
      capabilities: {
        streaming: { text: flag(raw['streaming']) },
        batch: flag(raw['batch']),
        input: [isHearing ? 'audio' : 'text'],
        outputModalities: [isHearing ? 'text' : 'audio'],
      },
    }),
  };
}

/** A record of Ollama's `GET /api/tags`, with what `POST /api/show` says of the model under `show`. */
export function readOllama(raw: RawModel): ReadModel {
  const id = text(raw['model']) ?? text(raw['name']);
  if (id === undefined) return nameless;
  const show = part(raw, 'show');
  const abilities = Array.isArray(show['capabilities']) ? texts(show['capabilities']) : undefined;
  const can = (name: string): boolean | undefined => abilities?.includes(name);
  const info = show['model_info'];
  const context = isRecord(info)
    ? Object.entries(info).find(([name]) => name.endsWith('.context_length'))?.[1]
    : undefined;
  return {
    id,
    patch: said({
      family: text(part(raw, 'details')['family']),
      kind: can('embedding') === true ? 'embedding' : undefined,
      limits: { context: count(context) },
      capabilities: {
        tools: { supported: can('tools') },
        reasoning: { supported: can('thinking') },
        input: can('vision') === true ? ['text', 'image'] : undefined,
      },
    }),
  };
}
