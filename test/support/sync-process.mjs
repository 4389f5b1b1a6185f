// A process that syncs a catalogue over and over from made-up documents, for test/catalogue-processes.test.ts.
//   node sync-process.mjs <folder> <seed> <rounds>
import { openStore, syncStore } from 'reqllm/models';

const [folder, seed, rounds] = process.argv.slice(2);

// Prices differ from round to round, so that each one writes a new generation of some hundred files.
function documentOf(round) {
  const providers = Array.from({ length: 60 }, (_, index) => {
    const id = `host-${index}`;
    const model = {
      name: 'A',
      limit: { context: 1000, output: 100 },
      modalities: { input: ['text'], output: ['text'] },
      cost: { input: round + 1, output: Number(seed) },
    };
    const facts = {
      id,
      name: id,
      npm: '@ai-sdk/openai-compatible',
      api: `https://${id}.example/v1`,
      env: ['KEY'],
    };
    return [id, { ...facts, models: Object.fromEntries(['a', 'b', 'c'].map((name) => [name, model])) }];
  });
  return JSON.stringify(Object.fromEntries(providers));
}

const store = openStore(folder);
const counts = {};
for (let round = 0; round < Number(rounds); round += 1) {
  let outcome;
  try {
    const documents = [{ path: 'made-up.json', date: '2026-12-01', text: documentOf(round) }];
    const report = await syncStore({
      store,
      packaged: () => undefined,
      source: { documents },
      overlays: [],
      today: '2026-12-01',
    });
    outcome = report.status;
  } catch (error) {
    outcome = error.code ?? error.message;
  }
  counts[outcome] = (counts[outcome] ?? 0) + 1;
  if (round === 0) console.log('started');
}
console.log(JSON.stringify(counts));
