import type { Chunk } from '../../core/chunk.ts';
import { assistant, user } from '../../core/context.ts';
import type { Message } from '../../core/message.ts';
import type { ModelResponse } from '../../core/response.ts';
import { abilityOf } from '../../catalog/query.ts';
import type { CatalogModel } from '../../catalog/schema.ts';
import { googleTools } from '../../tools/google.ts';
import { webSearch } from '../../tools/portable.ts';
import { checkAnswer, checkStream, expectThat } from './checks.ts';
import type { Scenario, Stage } from './scenario.ts';

const news = 'Use web search to find one recent AI model announcement and cite the source.';

function checkSources({ sources, text }: ModelResponse): void {
  expectThat(text.trim() !== '', 'There must be an answer.');
  expectThat(sources.length > 0, 'The answer must name its sources.');
  const bad = sources.find(({ url }) => url === undefined || !/^https?:\/\//.test(url));
  expectThat(bad === undefined, 'A source must have an address.', bad);
  const outside = sources.find(({ start = 0, end = start }) => start < 0 || end < start);
  expectThat(outside === undefined, 'The span of a source must be one.', outside);
}

/** A search is sure to be there only where the catalogue says so: few hosts have one. */
function canSearch(model: CatalogModel | undefined): true | string {
  if (model !== undefined && abilityOf(model, 'webSearch') === true) return true;
  return 'the catalogue does not say that the model can search';
}

function canGround(model: CatalogModel | undefined): true | string {
  const isGemini = model?.wires.text?.api === 'google-generate';
  return isGemini ? canSearch(model) : 'only Gemini grounds answers';
}

function searched(id: string, shows: string, isStream: boolean): Scenario {
  return {
    id,
    shows,
    type: 'text',
    ability: 'webSearch',
    applies: canSearch,
    run: (stage) => ask(stage, news, [webSearch({ maxUses: 2 })], isStream),
  };
}

function grounded(
  id: string,
  shows: string,
  input: string | readonly Message[],
  isStream: boolean,
): Scenario {
  return {
    id,
    shows,
    type: 'text',
    ability: 'webSearch',
    applies: canGround,
    // The portable one becomes Google Search on whichever host of Gemini answers; named tools belong to one provider.
    run: (stage) =>
      ask(stage, input, [stage.facts === undefined ? googleTools.googleSearch() : webSearch()], isStream),
  };
}

async function ask(
  { client, model }: Stage,
  input: string | readonly Message[],
  tools: readonly ReturnType<typeof webSearch>[],
  isStream: boolean,
): Promise<void> {
  const options = { tools, maxTokens: 8_000 };
  if (!isStream) {
    const response = await client.generateText(model, input, options);
    checkAnswer(response);
    return checkSources(response);
  }
  const stream = await client.streamText(model, input, options);
  const chunks: Chunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const response = await stream.response();
  checkAnswer(response);
  checkStream(chunks, response);
  checkSources(response);
  const shown = chunks.filter(({ type }) => type === 'source').length;
  expectThat(shown >= response.sources.length, 'Every source must have been in the stream.', shown);
}

const trip = [
  user("I'm planning a trip to Paris"),
  assistant('That sounds wonderful! Paris is a beautiful city.'),
  user("What's the weather like there right now?"),
];

export const searchScenarios: readonly Scenario[] = [
  searched('web_search_basic', 'searches the web and names its sources', false),
  searched('web_search_streaming', 'streams an answer with sources from the web', true),
  grounded(
    'grounding_basic',
    'grounds an answer in a search',
    'What are the top 3 news headlines today?',
    false,
  ),
  grounded(
    'grounding_streaming',
    'streams a grounded answer',
    'What major tech announcements happened this week?',
    true,
  ),
  grounded('grounding_with_context', 'grounds an answer in a conversation', trip, false),
];
