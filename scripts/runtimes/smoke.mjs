// What runs on each runtime: streams, a stream that is left early, a cut one and a refusal, against the simulator.
export async function smoke(createClient, url, keys) {
  const client = createClient({
    env: {},
    keys,
    baseUrls: { groq: `${url}/groq/openai/v1`, anthropic: `${url}/anthropic` },
  });
  const said = [];
  for (const spec of ['groq:llama-3.3-70b-versatile', 'anthropic:claude-haiku-4-5']) {
    const stream = await client.streamText(spec, 'Say fine');
    let text = '';
    for await (const piece of stream.textStream()) text += piece;
    const response = await stream.response();
    said.push(text === response.text && text.includes('fine') ? 'stream' : `wrong text: ${text}`);
    for await (const piece of (await client.streamText(spec, 'Say fine')).textStream())
      if (piece !== '') break;
    said.push('left');
    said.push(await codeOf(async () => (await client.streamText(spec, 'Say cut', { retry: 0 })).response()));
    said.push(await codeOf(() => client.generateText(spec, 'Say no', { retry: 0 })));
  }
  await client.close();
  return said.join(' ');
}

async function codeOf(run) {
  try {
    await run();
    return 'no error';
  } catch (error) {
    return error.code ?? String(error);
  }
}
