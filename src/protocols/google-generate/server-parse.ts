import type { CallBody } from '../../core/call.ts';
import { ReqLLMError } from '../../core/error.ts';
import { defined, type JsonObject } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import type { ServerRequest } from '../protocol.ts';
import type { GoogleGenerateDialect } from './dialect.ts';
import { messageOf, optionalMessage, refuseUnknown, someOf, textOf } from './server-check.ts';
import { parseContents, parseSystem } from './server-parse-contents.ts';
import { refuseUnsigned } from './server-refuse.ts';
import { parseSettings } from './server-parse-settings.ts';
import { parseTools } from './server-parse-tools.ts';

/** Reads a generateContent request, as strictly as Google does. */
export function parseRequest(request: ServerRequest, dialect: GoogleGenerateDialect): CallBody {
  const target = targetOf(request.path, dialect);
  if (target === undefined) {
    throw new ReqLLMError('There is no such method.', {
      code: 'invalid-request',
      phase: 'decode',
      status: 404,
    });
  }
  const { vendor } = dialect;
  const body = messageOf(request.body, 'body');
  refuseUnknown(body, bodyMembers, '');
  const system = parseSystem(body['systemInstruction']);
  const messages: Message[] = parseContents(body['contents'], dialect);
  refuseUnsigned(body['contents'], target.id, dialect);
  const settings = parseSettings(optionalMessage(body['generationConfig'], 'generation_config') ?? {});
  const tools = parseTools(body['tools'], optionalMessage(body['toolConfig'], 'tool_config') ?? {}, vendor);
  const own = someOf({
    ...Object.fromEntries(ownMembers.map((name) => [name, body[name]])),
    ...(dialect.sendLabels ? {} : { labels: body['labels'] }),
    generationConfig: settings.own,
    toolConfig: tools.own,
  });
  return {
    model: { spec: `${vendor}:${target.id}`, provider: vendor, id: target.id, facts: {} },
    messages: system === undefined ? messages : [system, ...messages],
    stream: target.stream,
    ...tools.call,
    ...settings.call,
    ...defined({
      serviceTier: textOf(body['serviceTier'], 'service_tier'),
      metadata: dialect.sendLabels ? labelsOf(body) : undefined,
      providerOptions: own === undefined ? undefined : { [vendor]: own },
    }),
  };
}

/** The model and the kind of answer that a path asks for; undefined when it is no generateContent path. */
export function targetOf(
  path: string,
  dialect: GoogleGenerateDialect,
): { readonly id: string; readonly stream: boolean } | undefined {
  const match = /^(\/[^?]*):(generateContent|streamGenerateContent)(?:\?.*)?$/.exec(path);
  const address = match?.[1];
  if (address === undefined) return undefined;
  const stream = match?.[2] === 'streamGenerateContent';
  const from = address.lastIndexOf(`${dialect.modelPath}/`);
  const encoded =
    from >= 0
      ? address.slice(from + dialect.modelPath.length + 1)
      : /(?:tunedModels|endpoints)\/[^/]+$/.exec(address)?.[0];
  if (encoded === undefined || encoded === '') return undefined;
  try {
    return { id: encoded.split('/').map(decodeURIComponent).join('/'), stream };
  } catch {
    return undefined;
  }
}

const ownMembers = ['safetySettings', 'cachedContent', 'modelArmorConfig', 'store'];
const bodyMembers: ReadonlySet<string> = new Set([
  ...ownMembers,
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
  'labels',
  'serviceTier',
  'model',
]);

function labelsOf(body: JsonObject): Record<string, string> | undefined {
  const labels = optionalMessage(body['labels'], 'labels');
  if (labels === undefined) return undefined;
  const texts = Object.entries(body['labels'] as JsonObject).map(([key, value]) => [
    key,
    textOf(value, `labels.${key}`),
  ]);
  return Object.fromEntries(texts.filter(([, value]) => value !== undefined)) as Record<string, string>;
}
