// Which files are broken on purpose, and which tests are to notice, the nearest first.

const replayed = 'src/testing/scenarios/replayed.test.ts';
const operations = 'src/client/operations/';
/** What stands for all protocols of text, and for all that are not. */
const ofAllTexts = ['broken-frames', 'depth', 'failures', 'finish'].map(
  (name) => `test/conformance/${name}.test.ts`,
);
const ofAllOthers = ['media', 'transcript', 'vector'].map(
  (name) => `test/conformance/${name}-replies.test.ts`,
);
const textProtocols = [
  'anthropic-messages',
  'bedrock-converse',
  'bedrock-invoke',
  'cohere-chat',
  'google-generate',
  'ollama-chat',
  'openai-chat',
  'openai-responses',
];
/** Our side of a format and the server's, doors, and what hosts differ in: not what reads a reply. */
const others =
  /\/(?:(?:command-|llama-)?(?:encod|server|endpoint|dialect|wire|objects|encoding|cache|count|prefill|tool-ids|tool-call-ids|tool-betas|continuation|formats|open-api-schema|image-type|effort|schema-form|changes|protocol|object-abilities|well-formed|refusal|failed-result|operation-encoding|operation-server|tool-calls)[^/]*|command-(?:messages|parse|render|tools)|llama-prompt)\.ts$/;

/** What every format is read through: the laws of one format each, beside their own tests. */
const framers = {
  'src/wire/aws': 'bedrock-converse',
  'src/wire/crc32': 'bedrock-converse',
  'src/wire/json-array': 'google-generate',
  'src/wire/json-lines': 'ollama-chat',
  'src/wire': 'openai-chat',
  'src/core/response': 'openai-chat',
  'src/core/chunk-stream': 'openai-chat',
};

/** Whether a file of the sources reads replies. */
export function isDecoder(file) {
  if (/^src\/(?:wire\/(?!form\.)[^/]+|core\/(?:response|chunk-stream))(?<!\.test|\.d)\.ts$/.test(file))
    return true;
  return file.startsWith('src/protocols/') && /(?<!\.test|\.d)\.ts$/.test(file) && !others.test(file);
}

/** The protocol that a file is of, as a folder; what several share stands for itself. */
export function folderOf(file) {
  const parts = file.split('/');
  return parts.slice(0, parts[1] === 'wire' ? 2 : 3).join('/');
}

/** The tests of a file in stages, each tried when nothing before it noticed: near ones, laws, replayed scenarios. */
export function stagesOf(file, files) {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const protocol = folder.split('/')[2];
  const tests = files.filter((name) => name.endsWith('.test.ts'));
  const own = file.replace(/\.ts$/, '.test.ts');
  const framed = Object.keys(framers).find((start) => file.startsWith(start));
  if (framed !== undefined) return framerStages(own, tests, framers[framed]);
  const operationTests = tests.filter((name) => name.startsWith(operations));
  if (protocol === '') return [[...sharedTests(own, tests), ...ofAllOthers], operationTests];
  const near = tests.filter((name) => name.startsWith(folder)).sort(nearest(own));
  if (!textProtocols.includes(protocol)) return [[...near, ...ofAllOthers], operationTests];
  return [near, ofAllTexts, [`test/conformance/${protocol}.test.ts`], [replayed]];
}

function framerStages(own, tests, protocol) {
  const room = own.slice(0, own.lastIndexOf('/') + 1);
  const near = tests.filter((name) => name.startsWith(room)).sort(nearest(own));
  return [near, [`test/conformance/${protocol}.test.ts`, 'src/client/client-streams.test.ts']];
}

/** The tests of what several protocols share: its own, and those of the protocols that are made of it. */
function sharedTests(own, tests) {
  const isOfText = (name) => textProtocols.some((protocol) => name.includes(`/${protocol}/`));
  return tests
    .filter((name) => name.startsWith('src/protocols/'))
    .filter((name) => !/(?:encode|server|tools)[^/]*\.test\.ts$/.test(name))
    .filter((name) => !isOfText(name) || /fail|error/.test(name))
    .sort(nearest(own));
}

function nearest(own) {
  const place = (name) => (name === own ? 0 : /\/read[^/]*$/.test(name) ? 1 : 2);
  return (left, right) => place(left) - place(right) || (left < right ? -1 : 1);
}
