import type { Attributes } from '@opentelemetry/api';
import type { CallReport, CallStart } from '../core/observation.ts';
import type { AnyCall } from '../core/operation.ts';
import { operationNames, outputTypes, providerNames, requestAttributes, systemNames } from './names.ts';

/** What spans and metrics of a call have in common. */
export function commonAttributes({ operation, provider, model }: CallStart): Attributes {
  return {
    'gen_ai.operation.name': operationNames[operation] ?? operation,
    'gen_ai.system': systemNames[provider] ?? provider,
    'gen_ai.provider.name': providerNames[provider] ?? provider,
    'gen_ai.request.model': idOf(model),
  };
}

/** The model's id in a spec. */
export function idOf(spec: string): string {
  return spec.slice(spec.indexOf(':') + 1);
}

/** What was asked for, without a word of the prompt. */
export function requestedAttributes(call: AnyCall, start: CallStart): Attributes {
  const said = call as unknown as Record<string, Attributes[string]>;
  const attributes: Attributes = { 'reqllm.stream': start.stream };
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

/** What came of it, without a word of the answer. */
export function reportedAttributes(report: CallReport): Attributes {
  const { usage, attempts, finishReason, responseId, served, firstChunkMs, stream, error, requestId } =
    report;
  const attributes: Attributes = { 'reqllm.attempts': attempts.length };
  const put = (name: string, value: string | number | boolean | null | undefined): void => {
    if (value !== undefined && value !== null) attributes[name] = value;
  };
  put('gen_ai.response.id', responseId);
  put('gen_ai.response.model', served);
  if (finishReason !== undefined) attributes['gen_ai.response.finish_reasons'] = [finishName(finishReason)];
  put('gen_ai.usage.input_tokens', usage.inputTokens);
  put('gen_ai.usage.output_tokens', usage.outputTokens);
  put('gen_ai.usage.cache_read.input_tokens', usage.cacheReadTokens);
  put('gen_ai.usage.cache_creation.input_tokens', usage.cacheWriteTokens);
  put('gen_ai.usage.reasoning.output_tokens', usage.reasoningTokens);
  put('gen_ai.usage.cost', usage.cost?.total);
  put('reqllm.cost.complete', usage.cost?.complete);
  put('reqllm.usage.status', usage.status);
  put('reqllm.request_id', requestId);
  put('reqllm.cached', report.cached);
  put('reqllm.answered_by', report.model);
  if (stream && firstChunkMs !== undefined) put('gen_ai.response.time_to_first_chunk', firstChunkMs / 1_000);
  put('error.type', error?.code ?? (report.outcome === 'aborted' ? 'aborted' : undefined));
  put('http.response.status_code', error?.status);
  return attributes;
}

/** A finish reason as the conventions spell it. */
export function finishName(reason: string): string {
  return reason === 'tool-calls' ? 'tool_call' : reason.replaceAll('-', '_');
}
