import type { CallControl } from '../core/call.ts';
import type { Model } from '../core/model.ts';
import type { AnyCall } from '../core/operation.ts';
import type { Warning } from '../core/warning.ts';

/**
 * A call, to another model. What was meant for the first address alone stays behind: its key, and headers when the other
 * one is elsewhere, as they may hold a secret.
 */
export function callForModel(
  call: AnyCall,
  model: Model,
): { readonly call: AnyCall; readonly warnings: readonly Warning[] } {
  const isSamePlace =
    model.provider === call.model.provider && (model.baseUrl ?? '') === (call.model.baseUrl ?? '');
  if (isSamePlace) return { call: { ...call, model }, warnings: [] };
  const { apiKey: _key, headers, ...others } = call.control;
  const control: CallControl = { ...others, headers: {} };
  const names = Object.keys(headers);
  return { call: { ...call, model, control }, warnings: names.length === 0 ? [] : [leftOut(names, model)] };
}

function leftOut(names: readonly string[], { spec }: Model): Warning {
  const message = `The headers of this call (${names.join(', ')}) were not sent to ${spec}, which is another provider.`;
  return { code: 'dropped', message, setting: 'headers' };
}
