import { createClient, type Client, type ModelObject, type Transport } from 'reqllm';
import { models } from 'reqllm/models';
import type { Cell, LedgerModels } from '../../../src/catalog/evidence/ledger.ts';
import { runScenario } from '../../../src/testing/scenarios/run.ts';
import type { Scenario } from '../../../src/testing/scenarios/scenario.ts';
import { protocolOf } from '../hosts.ts';
import { piecesOf } from '../recordings.ts';
import type { ScenarioRecording, Take } from './recorded.ts';
import { objectAsked } from './object-asked.ts';
import { saysNothing, whyUnusable } from './unusable.ts';

/** What became of each take: by model, surface and scenario. */
export async function tryTakes(
  takes: readonly Take[],
  scenarios: readonly Scenario[],
): Promise<LedgerModels> {
  const ledger: Record<string, Record<string, Record<string, Cell>>> = {};
  for (const take of takes) {
    const scenario = scenarios.find(({ id }) => id === take.scenario);
    if (scenario === undefined) continue;
    const cell = await tryTake(take, scenario);
    if (cell === undefined) continue;
    const surfaces = (ledger[take.spec] ??= {});
    (surfaces[protocolOf(take.family)] ??= {})[scenario.id] = cell;
  }
  return ledger;
}

/** What became of one take; undefined for what the scenario cannot be tried on. */
export async function tryTake(take: Take, scenario: Scenario): Promise<Cell | undefined> {
  const found = models.find(take.spec);
  // Chats with models that are none were recorded too.
  if (found.ok && found.model.kind !== 'chat' && scenario.type === 'text') return undefined;
  const facts = found.ok ? { facts: found.model } : {};
  const last = take.recordings.at(-1);
  const about = {
    date: (last?.source.capturedAt ?? '').slice(0, 10) || 'unknown',
    fixture: last?.id ?? '',
    source: 'recording',
  } as const;
  const unusable = whyUnusable(take);
  if (unusable !== undefined) return { result: 'unusable', ...about, reason: unusable };
  const limit = limitOf(take.recordings[0]?.request.body);
  const objectAs = take.scenario.startsWith('object_') ? objectAsked(take) : undefined;
  // What was recorded counts, also where the catalogue does not expect the ability.
  const wanted: Scenario = { ...scenario, applies: () => true };
  const result = await runScenario(wanted, {
    client: clientFor(take),
    model: modelOf(take),
    ...facts,
    ...(limit === undefined ? {} : { heldTo: limit }),
    ...(objectAs === undefined ? {} : { objectAs }),
  });
  const nothing = saysNothing(result, limit);
  if (nothing !== undefined) return { result: 'unusable', ...about, reason: nothing };
  const { layer, reason } = result;
  return {
    result: result.outcome === 'pass' ? 'pass' : 'fail',
    ...about,
    ...(layer === undefined ? {} : { layer }),
    ...(reason === undefined ? {} : { reason: shortened(reason) }),
  };
}

/** A reason that is long enough to tell what happened; lists of what else there would be are cut. */
export function shortened(reason: string): string {
  const line = reason.replace(/\s+/g, ' ').replace(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, '…');
  return line.length <= 240 ? line : `${line.slice(0, 239)}…`;
}

function modelOf({ provider, model, family }: Take): ModelObject {
  return { provider, id: model, protocol: protocolOf(family) };
}

/** A client whose network is what was recorded, one exchange after the other. */
function clientFor({ recordings }: Take): Client {
  let next = 0;
  const send: Transport = () => {
    const recording = recordings[Math.min(next, recordings.length - 1)];
    next += 1;
    if (recording === undefined) throw new TypeError('Nothing was recorded.');
    return Promise.resolve(replyOf(recording));
  };
  // Regions and account names stand in addresses; nothing is sent there.
  const env = (name: string): string | undefined =>
    /KEY|TOKEN|SECRET|CREDENTIAL/.test(name) ? undefined : 'recorded';
  return createClient({
    transport: Object.assign(send, { isOffline: true }),
    env,
    defaults: { retry: 0, timeout: { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 } },
  });
}

function replyOf(recording: ScenarioRecording): Awaited<ReturnType<Transport>> {
  const pieces = piecesOf(recording);
  let next = 0;
  const read = (): Promise<Uint8Array | undefined> => Promise.resolve(pieces[next++]);
  const { status, headers } = recording.response;
  return { status, headers, body: { read, close: () => {} } };
}

/** The most tokens that a recorded request allowed. */
function limitOf(body: unknown): number | undefined {
  const text = JSON.stringify(body) ?? '';
  const found =
    /"(?:max_tokens|max_completion_tokens|max_output_tokens|maxTokens|maxOutputTokens|max_gen_len)":(\d+)/.exec(
      text,
    );
  return found?.[1] === undefined ? undefined : Number(found[1]);
}
