import { fitsGlobs } from '../../core/glob.ts';
import type { Call } from '../../core/call.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Translation } from '../translate.ts';

/** Why a call goes the way it goes, in one sentence. */
export function routeOf(asked: Call, { call, codec, request }: Translation, provider: Provider): string {
  const { protocol } = codec;
  if (asked.model.protocol !== undefined) return `The model says that it is to be asked over ${protocol}.`;
  if (call.model.protocol !== undefined) {
    const rule = request.changes.find((change) => change.to === protocol)?.rule;
    return rule === undefined
      ? `What is known of ${call.model.id} says that ${provider.name} serves it over ${protocol}.`
      : `The rule ${rule} says that ${provider.name} serves this call over ${protocol}.`;
  }
  const route = provider.routes?.find(({ models }) => fitsGlobs(call.model.id, models));
  if (route?.protocol === protocol)
    return `${provider.name} speaks ${protocol} for models named ${route.models.join(', ')}.`;
  if (call.model.baseUrl !== undefined && provider.endpoints.some(({ root }) => root !== undefined))
    return `The base URL is that of the API that speaks ${protocol}.`;
  return `${protocol} is what ${provider.name} speaks by default.`;
}
