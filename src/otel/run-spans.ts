import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { isReqLLMError } from '../core/error.ts';
import type { RunEnd, RunStart, ToolEnd, ToolStart } from '../core/observation.ts';
import { idOf, providerAttributes, usageAttributes } from './attributes.ts';
import { cleanJson } from './content.ts';
import { type Desk, fail } from './desk.ts';

/** One tool as a span `execute_tool`; what it does is inside of it. */
export async function aroundTool<T extends ToolEnd>(
  { tracer, instruments, content, clean }: Desk,
  { name, toolCallId, step, description, input }: ToolStart,
  work: () => Promise<T>,
): Promise<T> {
  const measured: Attributes = { 'gen_ai.tool.name': name, 'gen_ai.tool.type': 'function' };
  const attributes: Attributes = {
    'gen_ai.operation.name': 'execute_tool',
    ...measured,
    'gen_ai.tool.call.id': toolCallId,
    'reqllm.step': step,
    ...(description === undefined ? {} : { 'gen_ai.tool.description': description }),
    ...(content === 'none' ? {} : { 'gen_ai.tool.call.arguments': cleanJson(input, clean) }),
  };
  const span = tracer.startSpan(`execute_tool ${name}`, { kind: SpanKind.INTERNAL, attributes });
  const since = performance.now();
  let failed: string | undefined = 'unknown';
  try {
    const ended = await context.with(trace.setSpan(context.active(), span), work);
    failed = ended.status === 'ok' ? undefined : ended.status;
    if (content !== 'none') span.setAttribute('gen_ai.tool.call.result', cleanJson(ended.output, clean));
    return ended;
  } finally {
    if (failed !== undefined) fail(span, failed);
    span.end();
    const told = failed === undefined ? measured : { ...measured, 'error.type': failed };
    instruments.tool(performance.now() - since, told);
  }
}

/** One loop of tools as a span `invoke_agent`; its calls and its tools are inside of it. */
export async function aroundRun<T extends RunEnd>(
  { tracer, instruments, spoken }: Desk,
  start: RunStart,
  work: () => Promise<T>,
): Promise<T> {
  const span = tracer.startSpan('invoke_agent', {
    kind: SpanKind.INTERNAL,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.request.model': idOf(start.model),
      'reqllm.stream': start.stream,
      'reqllm.tools': [...start.tools],
      'reqllm.sitting': start.attempt,
      ...(start.tags.length > 0 ? { 'reqllm.tags': [...start.tags] } : {}),
    },
  });
  const since = performance.now();
  const told: Attributes = { 'gen_ai.request.model': idOf(start.model) };
  try {
    const ended = await context.with(trace.setSpan(context.active(), span), work);
    const { model } = ended.response;
    span.setAttributes({
      ...providerAttributes(model.provider, spoken),
      ...usageAttributes(ended.usage, spoken),
      'reqllm.finish': ended.finish,
      'reqllm.steps': ended.steps.length,
    });
    return ended;
  } catch (error) {
    told['error.type'] = noteError(span, error);
    throw error;
  } finally {
    span.end();
    instruments.run(performance.now() - since, told);
  }
}

/** An abort is what the caller wanted: told, but no failure. */
function noteError(span: Span, error: unknown): string {
  const code = isReqLLMError(error) ? error.code : 'unknown';
  span.setAttribute('error.type', code);
  if (code !== 'aborted') span.setStatus({ code: SpanStatusCode.ERROR });
  return code;
}
