import { isRecord } from '../../core/json.ts';
import { capabilitiesOf } from '../capabilities.ts';
import { compact } from '../lines/compact.ts';
import { operations, protocolFor } from '../import/protocol.ts';
import { mergePatch } from '../merge.ts';
import type {
  Capabilities,
  CatalogModel,
  CatalogProvider,
  Kind,
  LayerName,
  Operation,
  Wire,
} from '../schema.ts';
import type { LayerKind, ModelPatch } from './layer.ts';
import { patchPricing } from './patch-prices.ts';

/** An entry with the facts of a layer over it; `provenance` names the layer for each fact that it set. */
export function patchModel(model: CatalogModel, patch: ModelPatch, kind: LayerKind): CatalogModel {
  const { price, pricing: ownPricing, ...facts } = patch;
  const { pricing: _old, ...rest } = model;
  const merged = mergePatch(rest, facts) as CatalogModel;
  const pricing = patchPricing(model.pricing, patch, kind);
  const provenance: Record<string, LayerName> = { ...model.provenance };
  for (const fact of Object.keys(facts)) provenance[fact] = kind;
  if (price !== undefined || ownPricing !== undefined) provenance['pricing'] = kind;
  return compact({
    ...merged,
    // What may not be absent is unknown again when a patch takes it away.
    name: merged.name ?? model.id,
    kind: merged.kind ?? 'other',
    aliases: merged.aliases ?? [],
    openWeights: merged.openWeights ?? 'unknown',
    limits: merged.limits ?? {},
    wires: merged.wires ?? {},
    lifecycle: { ...model.lifecycle, ...merged.lifecycle },
    capabilities: whole(merged.capabilities, model),
    pricing,
    provenance,
  }) as CatalogModel;
}

/** The entry of a model that only a layer knows. */
export function addedModel(
  provider: CatalogProvider,
  id: string,
  patch: ModelPatch,
  layer: LayerKind,
): CatalogModel {
  const { name } = patch;
  const kind = patch.kind ?? soldAs(patch);
  const facts = ['name', 'kind', 'limits', 'capabilities', 'lifecycle', 'wires', 'openWeights'];
  const base: CatalogModel = {
    provider: provider.id,
    id,
    spec: `${provider.id}:${id}`,
    name: name ?? id,
    kind,
    aliases: [],
    openWeights: 'unknown',
    limits: {},
    capabilities: capabilitiesOf(
      { id, name: name ?? id, kind, input: ['text'], output: ['text'] },
      provider.api,
    ),
    lifecycle: { status: 'active', firstSeen: '', lastSeen: '' },
    wires: wiresOf(provider, kind),
    provenance: Object.fromEntries(facts.map((fact) => [fact, layer])),
  };
  return patchModel(base, patch, layer);
}

// Who gives a price by the second of a recording, and none by the token, means no chat model.
function soldAs({ price }: ModelPatch): Kind {
  const rates = Object.keys(price ?? {});
  if (rates.includes('input') || rates.includes('output')) return 'chat';
  const sold = (Object.keys(soldBy) as (keyof typeof soldBy)[]).find((rate) => rates.includes(rate));
  return sold === undefined ? 'chat' : soldBy[sold];
}

const soldBy = {
  audio_second: 'transcription',
  character: 'speech',
  image: 'image',
  video_second: 'video',
} as const satisfies Readonly<Record<string, Kind>>;

function wiresOf({ api, id }: CatalogProvider, kind: Kind): CatalogModel['wires'] {
  const spoken = operations[kind].flatMap((operation): [Operation, Wire][] => {
    const wire = protocolFor(operation, api, id);
    return wire === undefined ? [] : [[operation, { api: wire }]];
  });
  return Object.fromEntries(spoken);
}

/** A provider that the catalogue does not know, as far as its models can be listed. */
export function bareProvider(id: string): CatalogProvider {
  return {
    id,
    name: id,
    aliases: [],
    api: 'openai-chat',
    auth: { type: 'bearer', env: [] },
    executable: false,
  };
}

function whole(capabilities: Capabilities | undefined, { id, name, kind }: CatalogModel): Capabilities {
  const empty = capabilitiesOf({ id, name, kind, input: ['text'], output: ['text'] }, 'openai-chat');
  return filled(empty, capabilities ?? {}) as Capabilities;
}

function filled(base: unknown, over: unknown): unknown {
  if (!isRecord(base) || !isRecord(over)) return over ?? base;
  const sum: Record<string, unknown> = { ...base, ...over };
  for (const member of Object.keys(base)) sum[member] = filled(base[member], over[member]);
  return sum;
}
