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
  'google-interactions',
  'ollama-chat',
  'openai-chat',
  'openai-responses',
];
/** Our side of a format and the server's, doors, and what hosts differ in: not what reads a reply. */
const others =
  /\/(?:(?:command-|llama-)?(?:encod|server|endpoint|dialect|wire|objects|encoding|cache|count|prefill|tool-ids|tool-call-ids|tool-betas|continuation|formats|open-api-schema|image-type|effort|schema-form|changes|protocol|object-abilities|well-formed|refusal|failed-result|operation-encoding|operation-server|tool-calls)[^/]*|command-(?:messages|parse|render|tools)|llama-prompt)\.ts$/;

/** What the chunks of every format become. */
const folds = ['src/core/response.ts', 'src/core/chunk-stream.ts'];

/** Bytes to frames, and what stands behind them. */
const framers = /^src\/wire\/(?!.*(?:form|socket|broken|event)\.ts$)[^.]+\.ts$/;

/** What finds, mends and reads the JSON in an answer, whole or in parts. */
const jsonReaders = /^src\/schema\/(?:find-json|json-tokens|json-view|partial-json|repair-json)\.ts$/;

/** Whether a file of the sources reads replies. */
export function isDecoder(file) {
  if (folds.includes(file) || framers.test(file) || jsonReaders.test(file)) return true;
  return file.startsWith('src/protocols/') && /(?<!\.test|\.d)\.ts$/.test(file) && !others.test(file);
}

/** The protocol that a file is of, as a folder; what several share stands for itself. */
export function folderOf(file) {
  return file.split('/').slice(0, 3).join('/');
}

/** The tests of a file in stages, each tried when nothing before it noticed: near ones, laws, replayed scenarios. */
export function stagesOf(file, files) {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const protocol = folder.split('/')[2];
  const tests = files.filter((name) => name.endsWith('.test.ts'));
  const own = file.replace(/\.ts$/, '.test.ts');
  if (folds.includes(file))
    return [
      tests.filter((name) => name.startsWith('src/core/')).sort(nearest(own)),
      ['test/conformance/openai-chat.test.ts', 'src/client/client-streams.test.ts'],
    ];
  if (framers.test(file)) {
    const near = tests.filter((name) => name.startsWith('src/wire/')).sort(nearest(own));
    return [near, ofAllTexts];
  }
  if (jsonReaders.test(file)) {
    const near = tests.filter((name) => name.startsWith('src/schema/')).sort(nearest(own));
    return [near, tests.filter((name) => name.startsWith('src/client/objects/'))];
  }
  const operationTests = tests.filter((name) => name.startsWith(operations));
  if (protocol === '') return [[...sharedTests(own, tests), ...ofAllOthers], operationTests];
  const near = tests.filter((name) => name.startsWith(folder)).sort(nearest(own));
  if (!textProtocols.includes(protocol)) return [[...near, ...ofAllOthers], operationTests];
  return [near, ofAllTexts, [`test/conformance/${protocol}.test.ts`], [replayed]];
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
