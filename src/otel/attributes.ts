import type { Attributes } from '@opentelemetry/api';
import type { CallReport, CallStart } from '../core/observation.ts';
import type { AnyCall } from '../core/operation.ts';
import type { Usage } from '../core/usage.ts';
import { isNewer, type Spoken } from './conventions.ts';
import { operationNames, outputTypes, providerNames, requestAttributes, systemNames } from './names.ts';

/** What spans and metrics of a call have in common. */
export function commonAttributes({ operation, provider, model }: CallStart, spoken: Spoken): Attributes {
  return {
    'gen_ai.operation.name': operationNames[operation],
    ...providerAttributes(provider, spoken),
    'gen_ai.request.model': idOf(model),
  };
}

/** Who is asked. */
export function providerAttributes(provider: string, spoken: Spoken): Attributes {
  return {
    ...(spoken.has('1.36') ? { 'gen_ai.system': systemNames[provider] ?? provider } : {}),
    ...(isNewer(spoken) ? { 'gen_ai.provider.name': providerNames[provider] ?? provider } : {}),
  };
}

/** The model's id in a spec. */
export function idOf(spec: string): string {
  return spec.slice(spec.indexOf(':') + 1);
}

/** What was asked for, without a word of the prompt. */
export function requestedAttributes(call: AnyCall, start: CallStart, spoken: Spoken): Attributes {
  const said = call as unknown as Record<string, Attributes[string]>;
  const attributes: Attributes = { 'reqllm.stream': start.stream };
  if (start.stream && isNewer(spoken)) attributes['gen_ai.request.stream'] = true;
  const level = spoken.has('genai-0.1') ? reasoningLevel(call) : undefined;
  if (level !== undefined) attributes['gen_ai.request.reasoning.level'] = level;
  const count = 'count' in call ? call.count : undefined;
  if (count !== undefined && count !== 1) attributes['gen_ai.request.choice.count'] = count;
  for (const [option, name] of Object.entries(requestAttributes))
    if (said[option] !== undefined) attributes[name] = said[option];
  const type = outputTypes[call.operation] ?? (call.operation === 'text' ? textType(call) : undefined);
  if (type !== undefined) attributes['gen_ai.output.type'] = type;
  if (start.tags.length > 0) attributes['reqllm.tags'] = [...start.tags];
  return attributes;
}

function textType(call: AnyCall): string {
  return 'output' in call && call.output !== undefined ? 'json' : 'text';
}

function reasoningLevel(call: AnyCall): string | undefined {
  const reasoning = 'reasoning' in call ? call.reasoning : undefined;
  return typeof reasoning === 'object' ? reasoning.effort : reasoning;
}

/** What came of it, without a word of the answer. */
export function reportedAttributes(report: CallReport, spoken: Spoken): Attributes {
  const { usage, attempts, finishReason, responseId, served, firstChunkMs, stream, error, requestId } =
    report;
  const attributes: Attributes = { 'reqllm.attempts': attempts.length };
  const put = (name: string, value: string | number | boolean | null | undefined): void => {
    if (value !== undefined && value !== null) attributes[name] = value;
  };
  put('gen_ai.response.id', responseId);
  put('gen_ai.response.model', served);
  if (finishReason !== undefined) attributes['gen_ai.response.finish_reasons'] = [finishName(finishReason)];
  Object.assign(attributes, usageAttributes(usage, spoken));
  put('reqllm.request_id', requestId);
  put('reqllm.cached', report.cached);
  put('reqllm.answered_by', report.model);
  if (stream && firstChunkMs !== undefined) put('gen_ai.response.time_to_first_chunk', firstChunkMs / 1_000);
  put('error.type', error?.code ?? (report.outcome === 'aborted' ? 'aborted' : undefined));
  put('http.response.status_code', error?.status);
  return attributes;
}

/** What was used, and what it cost. */
export function usageAttributes(usage: Usage, spoken: Spoken): Attributes {
  const written = usage.cacheWriteTokens;
  const told: Record<string, number | string | boolean | null | undefined> = {
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cacheReadTokens,
    'gen_ai.usage.cache_creation.input_tokens': spoken.has('1.36') || spoken.has('1.41') ? written : null,
    'gen_ai.usage.cache_write.input_tokens': spoken.has('genai-0.1') ? written : null,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
    'gen_ai.usage.audio.input_tokens': usage.inputAudioTokens,
    'gen_ai.usage.audio.output_tokens': usage.outputAudioTokens,
    'gen_ai.usage.cost': usage.cost?.total,
    'reqllm.cost.complete': usage.cost?.complete,
    'reqllm.usage.status': usage.status,
    'reqllm.usage.images': usage.units?.images,
    'reqllm.usage.characters': usage.units?.characters,
    'reqllm.usage.audio_seconds': usage.units?.audioSeconds,
    'reqllm.usage.video_seconds': usage.units?.videoSeconds,
    'reqllm.usage.searches': usage.units?.searches,
    'reqllm.usage.pages': usage.units?.pages,
  };
  const known = Object.entries(told).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(known) as Attributes;
}

/** A finish reason as the conventions spell it. */
export function finishName(reason: string): string {
  return reason === 'tool-calls' ? 'tool_call' : reason.replaceAll('-', '_');
}
