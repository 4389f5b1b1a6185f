import { type Call, providerTools } from '../core/call.ts';
import type { AnyCall } from '../core/operation.ts';
import type { Provider } from '../providers/provider.ts';
import { fitTools } from './doors.ts';
import type { Runtime } from './runtime.ts';
import { translate, type Translation } from './translate.ts';

/** Encodes a call as {@link translate} does, with the tools that providers run turned into this provider's own before. */
export function translateWithTools(
  asked: AnyCall,
  provider: Provider,
  runtime: Runtime,
): Promise<Translation> {
  if (asked.operation !== 'text' || asked.tools === undefined) return translate(asked, provider, runtime);
  const isPlain = providerTools(asked).every(
    ({ provider: whose, body, protocol }) => whose !== '*' && body === undefined && protocol === undefined,
  );
  return isPlain ? translate(asked, provider, runtime) : translateFitted(asked, provider, runtime);
}

async function translateFitted(asked: Call, provider: Provider, runtime: Runtime): Promise<Translation> {
  const { protocol } = await runtime.codec(provider, asked);
  const protocols = provider.endpoints.map((endpoint) => endpoint.protocol);
  const { call, warnings } = await fitTools(asked, { protocol, protocols });
  const translation = await translate(call, provider, runtime);
  const { request } = translation;
  return { ...translation, request: { ...request, changes: [...warnings, ...request.changes] } };
}
