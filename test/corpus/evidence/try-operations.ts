import { createClient, type ModelObject, type Transport } from 'reqllm';
import { models } from 'reqllm/models';
import type { Cell, LedgerModels } from '../../../src/catalog/evidence/ledger.ts';
import { loadProvider } from '../../../src/client/provider-names.ts';
import { isRecord } from '../../../src/core/json.ts';
import { modelOf } from '../../../src/core/model.ts';
import { endpointFor } from '../../../src/providers/provider.ts';
import { runScenario } from '../../../src/testing/scenarios/run.ts';
import type { Scenario } from '../../../src/testing/scenarios/scenario.ts';
import { dayOf, type OperationRecording, type OperationTake } from './recorded-operations.ts';
import { shortened } from './try-takes.ts';
import { saysNothing } from './unusable.ts';
import { whyUnusable } from './unusable-operation.ts';

/** What became of each take of another operation than text: by model, surface and scenario. */
export async function tryOperations(
  takes: readonly OperationTake[],
  scenarios: readonly Scenario[],
): Promise<LedgerModels> {
  const ledger: Record<string, Record<string, Record<string, Cell>>> = {};
  for (const take of takes) {
    const scenario = scenarios.find(({ id }) => id === take.scenario);
    if (scenario === undefined) throw new TypeError(`There is no scenario ${take.scenario}.`);
    const surface = await surfaceOf(take, scenario);
    ((ledger[take.spec] ??= {})[surface] ??= {})[scenario.id] = await tryOperation(take, scenario);
  }
  return ledger;
}

/** What became of one take. */
export async function tryOperation(take: OperationTake, scenario: Scenario): Promise<Cell> {
  const { recording, asked } = take;
  const about = { date: dayOf(recording) ?? 'unknown', fixture: recording.id, source: 'recording' } as const;
  const unusable = whyUnusable(recording);
  if (unusable !== undefined) return { result: 'unusable', ...about, reason: unusable };
  const found = models.find(take.spec);
  const result = await runScenario(
    { ...scenario, applies: () => true },
    {
      client: createClient({
        transport: replaying(recording),
        env: (name) => (/KEY|TOKEN|SECRET|CREDENTIAL/.test(name) ? undefined : 'recorded'),
        defaults: { retry: 0 },
      }),
      model: askedModel(take),
      asked,
      ...(found.ok ? { facts: found.model } : {}),
    },
  );
  const nothing = saysNothing(result);
  if (nothing !== undefined) return { result: 'unusable', ...about, reason: nothing };
  const { layer, reason } = result;
  return {
    result: result.outcome === 'pass' ? 'pass' : 'fail',
    ...about,
    ...(layer === undefined ? {} : { layer }),
    ...(reason === undefined ? {} : { reason: shortened(reason) }),
  };
}

function askedModel({ provider, model, recording: { family } }: OperationTake): ModelObject {
  return { provider, id: model, ...(family === 'ollama_embed' ? { protocol: 'ollama-embed' } : {}) };
}

/** The protocol that is spoken: that of the endpoint for the operation, or of the conversation in which a model draws. */
async function surfaceOf(take: OperationTake, { type }: Scenario): Promise<string> {
  if (take.recording.family === 'google_generate_content') return 'google-generate';
  const provider = await loadProvider(take.provider);
  if (provider === undefined) throw new TypeError(`There is no provider ${take.provider}.`);
  const operation = type === 'embedding' ? 'embed' : type;
  return endpointFor(provider, operation, modelOf(askedModel(take))).protocol;
}

/** A network that answers with what was recorded. Signs and paths of the request are not looked at. */
function replaying({ response }: OperationRecording): Transport {
  const { status, headers, body } = response;
  const send: Transport = () => {
    const pieces = [bytesOf(body)];
    const read = (): Promise<Uint8Array | undefined> => Promise.resolve(pieces.shift());
    return Promise.resolve({ status, headers, body: { read, close: () => {} } });
  };
  return Object.assign(send, { isOffline: true });
}

function bytesOf(body: OperationRecording['response']['body']): Uint8Array {
  if (!isRecord(body)) return new Uint8Array();
  if (body.b64 !== undefined) return new Uint8Array(Buffer.from(body.b64, 'base64'));
  // A recorder that parsed a text that is no object kept it as JSON.
  const text = body.text ?? (typeof body.json === 'string' ? body.json : JSON.stringify(body.json));
  return new TextEncoder().encode(text);
}
