import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { recordedId } from '../../support/recorded-providers.ts';
import { families, type Family, type Recording } from '../recordings.ts';

/** A recording that was made for a scenario. */
export interface ScenarioRecording extends Recording {
  readonly family: Family;
  readonly model: string;
  readonly scenario: string;
  readonly source: Recording['source'] & { readonly set: string; readonly capturedAt: string | null };
}

/** All recordings of one scenario on one surface of a model, in the order in which they were made. */
export interface Take {
  /** `provider:model`, by our ids. */
  readonly spec: string;
  readonly provider: string;
  readonly model: string;
  readonly family: Family;
  readonly scenario: string;
  readonly recordings: readonly ScenarioRecording[];
}

const folder = new URL('../../../../shared/corpus/', import.meta.url);

/** The takes in the set that keeps scenario names, sorted; empty where the recordings are not. */
export function takes(): Take[] {
  if (!existsSync(folder)) return [];
  const groups = new Map<string, ScenarioRecording[]>();
  const keyOf = ({ provider, model, family }: ScenarioRecording, scenario: string): string =>
    [recordedId(provider), model, family, scenario].join('\n');
  const [own, earlier] = halvesOf(recordings());
  for (const recording of own) {
    const key = keyOf(recording, scenarioOf(recording));
    groups.set(key, [...(groups.get(key) ?? []), recording]);
  }
  for (const recording of earlier) {
    const key = keyOf(recording, earlierNames[recording.scenario] ?? '');
    if (!groups.has(key)) groups.set(key, [recording]);
  }
  return [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, all]) => {
      const [provider = '', model = '', family, scenario = ''] = key.split('\n');
      const spec = `${provider}:${model}`;
      return { spec, provider, model, family: family as Family, scenario, recordings: newest(all) };
    });
}

function halvesOf(
  all: readonly ScenarioRecording[],
): [own: ScenarioRecording[], earlier: ScenarioRecording[]] {
  const isEarlier = ({ scenario }: ScenarioRecording): boolean => Object.hasOwn(earlierNames, scenario);
  return [all.filter((each) => !isEarlier(each)), all.filter(isEarlier)];
}

function recordings(): ScenarioRecording[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'));
  return names.flatMap((name) =>
    gunzipSync(readFileSync(new URL(name, folder)))
      .toString('utf8')
      .split('\n')
      .filter((line) => /"set": ?"reqllm"/.test(line))
      .map((line) => JSON.parse(line) as ScenarioRecording)
      .filter(
        ({ family, model, scenario }) => families.includes(family) && model !== null && scenario !== null,
      ),
  );
}

const otherNames: Readonly<Record<string, string>> = { grounding_context: 'grounding_with_context' };

// Recordings of ReqLLM's earlier suites that show the same; they count where there is none under the scenario's own name.
const earlierNames: Readonly<Record<string, string>> = {
  amazon_bedrock_basic: 'basic',
  openrouter_streaming_test: 'streaming',
  basic_usage: 'usage',
};

// The two halves of a round trip are recorded under two names.
function scenarioOf({ scenario }: ScenarioRecording): string {
  return otherNames[scenario] ?? scenario.replace(/_[12]$/, '');
}

/** Of several recordings under one name the last one that was made. */
function newest(all: readonly ScenarioRecording[]): ScenarioRecording[] {
  const byName = new Map<string, ScenarioRecording>();
  const time = ({ source, id }: ScenarioRecording): string => `${source.capturedAt ?? ''} ${id}`;
  for (const recording of all.toSorted((left, right) => (time(left) < time(right) ? -1 : 1)))
    byName.set(recording.scenario, recording);
  return [...byName].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, recording]) => recording);
}
