// A small MCP server over stdio, of the official SDK: what `toolsFromMcp` is tried against.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const server = new Server({ name: 'test', version: '1.0.0' }, { capabilities: { tools: {} } });
const anything = { type: 'object' };
const numbers = {
  type: 'object',
  properties: { a: { type: 'number' }, b: { type: 'number' } },
  required: ['a', 'b'],
};
const sum = { type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'] };
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const pages = {
  start: {
    tools: [
      { name: 'math.add', description: 'Adds two numbers.', inputSchema: numbers, outputSchema: sum },
      { name: 'math_add', description: 'Another with nearly the same name.', inputSchema: numbers },
      { name: 'fail', inputSchema: anything },
    ],
    nextCursor: 'second',
  },
  second: {
    tools: [
      { name: 'picture', inputSchema: anything },
      { name: 'wait', inputSchema: anything },
      { name: 'was-stopped', inputSchema: anything },
    ],
  },
};
let stopped = 0;

const text = (said) => ({ content: [{ type: 'text', text: said }] });

const answers = {
  'math.add': ({ a, b }) => ({ ...text(JSON.stringify({ sum: a + b })), structuredContent: { sum: a + b } }),
  math_add: () => text('the other one'),
  fail: () => ({ ...text('the disk is full'), isError: true }),
  picture: () => ({
    content: [
      { type: 'image', data: pixel, mimeType: 'image/png' },
      { type: 'resource', resource: { uri: 'file:///notes.txt', mimeType: 'text/plain', text: 'a note' } },
      { type: 'resource_link', uri: 'file:///more.txt', name: 'more' },
    ],
  }),
  'was-stopped': () => text(`stopped ${stopped}`),
  // Three steps of progress, then no answer until it is cancelled, unless told to finish.
  wait: async ({ finish }, { signal, sendNotification, _meta }) => {
    signal.addEventListener('abort', () => (stopped += 1));
    for (let progress = 1; progress <= 3; progress += 1) {
      const params = { progressToken: _meta?.progressToken, progress, total: 3 };
      if (_meta?.progressToken !== undefined)
        await sendNotification({ method: 'notifications/progress', params });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return finish === true ? text('waited') : new Promise(() => {});
  },
};

server.setRequestHandler(ListToolsRequestSchema, ({ params }) => pages[params?.cursor ?? 'start']);
server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) =>
  answers[params.name](params.arguments ?? {}, extra),
);
await server.connect(new StdioServerTransport());
