import type { Call } from '../../core/call.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import { mergeJson } from '../json-merge.ts';
import type { WireRequest } from '../protocol.ts';
import { dropCacheWords } from '../cache.ts';
import { wellFormed } from '../well-formed.ts';
import { fits, type GoogleGenerateDialect } from './dialect.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeSettings } from './encode-settings.ts';
import { encodeTools } from './encode-tools.ts';
import { Encoding } from './encoding.ts';

/** A call as a generateContent request. Throws `config` for a model id that cannot stand in a path. */
export function encodeCall(call: Call, dialect: GoogleGenerateDialect): WireRequest {
  const path = pathOf(call, dialect);
  const encoding = new Encoding(call, dialect);
  dropCacheWords(call.cache, 'Google', encoding);
  const said: JsonObject = {
    ...encodeMessages(encoding),
    ...encodeTools(encoding),
    ...encodeSettings(encoding),
  };
  const body = encoding.withOptions(mergeJson(call.model.body ?? {}, said), call.providerOptions);
  return {
    method: 'POST',
    path,
    ...(call.stream ? { query: { alt: 'sse' } } : {}),
    body: wellFormed(body),
    changes: encoding.changes,
  };
}

const idPattern = /^[A-Za-z0-9][\w.:@/+-]{0,199}$/;

function pathOf(call: Call, dialect: GoogleGenerateDialect): string {
  const { id } = call.model;
  const segments = id.split('/');
  if (
    !idPattern.test(id) ||
    segments.some((segment) => segment === '' || segment === '.' || segment === '..')
  ) {
    throw new ReqLLMError(
      `The model id ${JSON.stringify(id.slice(0, 80))} cannot stand in an address. Use letters, digits and . : @ / + - _.`,
      { code: 'config', phase: 'encode' },
    );
  }
  const prefix = fits(dialect.resourceModels, id) ? '' : dialect.modelPath;
  const verb = call.stream ? 'streamGenerateContent' : 'generateContent';
  return `${prefix}/${segments.map(encodeURIComponent).join('/')}:${verb}`;
}
