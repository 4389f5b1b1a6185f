import type { Call } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { mergeJson } from '../json-merge.ts';
import type { WireRequest } from '../protocol.ts';
import { wellFormed } from '../well-formed.ts';
import type { AnthropicMessagesDialect } from './dialect.ts';
import { withCacheMarks } from './encode-cache.ts';
import { encodeMessages } from './encode-messages.ts';
import { dropForeign, encodeOutput, encodeSampling, encodeSettings } from './encode-options.ts';
import { planReasoning } from './encode-reasoning.ts';
import { encodeTools } from './encode-tools.ts';
import { Encoding } from './encoding.ts';

/** The call as a Messages request, with the list of everything that it says in another way than was asked. */
export function encodeCall(dialect: AnthropicMessagesDialect, call: Call): WireRequest {
  const encoding = new Encoding(call, dialect);
  const options = takeBetas(encoding, encoding.ownOptions(call.providerOptions));
  const said = withCacheMarks(encoding, encodeBody(encoding));
  const betas = [...encoding.betas];
  const framed = {
    ...said,
    ...(dialect.versionIn === 'body' ? { anthropic_version: dialect.version } : {}),
    ...(dialect.betasIn === 'body' && betas.length > 0 ? { anthropic_beta: betas } : {}),
  };
  const body = mergeJson(mergeJson(call.model.body ?? {}, framed), options);
  return {
    method: 'POST',
    path: pathOf(dialect, call),
    headers: {
      ...dialect.headers,
      ...(dialect.versionIn === 'header' ? { 'anthropic-version': dialect.version } : {}),
      ...(dialect.betasIn === 'header' && betas.length > 0 ? { 'anthropic-beta': betas.join(',') } : {}),
    },
    body: wellFormed(body),
    changes: encoding.changes,
  };
}

function encodeBody(encoding: Encoding): JsonObject {
  const { call, dialect } = encoding;
  const { system, messages } = encodeMessages(encoding);
  const { thinking, effort, maxTokens, isThinking, isBudgeted } = planReasoning(encoding, messages);
  dropForeign(encoding);
  return {
    ...(dialect.modelInBody ? { model: call.model.id } : {}),
    max_tokens: maxTokens,
    ...(system.length === 0 ? {} : { system }),
    messages,
    ...encodeTools(encoding, isBudgeted),
    ...(thinking === undefined ? {} : { thinking }),
    ...encodeOutput(encoding, effort),
    ...encodeSampling(encoding, isThinking),
    ...encodeSettings(encoding),
    ...(call.stream && dialect.streamInBody ? { stream: true } : {}),
  };
}

// Betas are asked for in a header, so they are no part of the body that the other settings are put over.
function takeBetas(encoding: Encoding, options: JsonObject): JsonObject {
  const { betas, anthropicBeta, anthropic_beta: inBody, ...rest } = options;
  for (const beta of [betas, anthropicBeta, inBody].flatMap(namesIn)) encoding.betas.add(beta);
  return rest;
}

function namesIn(value: Json | undefined): string[] {
  const list: readonly unknown[] =
    typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  return list
    .filter((name) => typeof name === 'string')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function pathOf({ path, streamPath }: AnthropicMessagesDialect, { model, stream }: Call): string {
  const template = stream ? (streamPath ?? path) : path;
  // Vertex's ids have a version behind an @, which may stand in a path as it is.
  const id = encodeURIComponent(model.id.toWellFormed()).replaceAll('%40', '@');
  return template.replaceAll('{model}', () => id);
}
