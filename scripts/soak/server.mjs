// A bare server that speaks one format, so that what is measured is the client. The last word of the prompt says how it
// behaves. `GET /state` tells how many connections are open, how much the floods have written, and when the last reply
// ended. With a key and a certificate as arguments it speaks TLS.
import { readFileSync } from 'node:fs';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';

const [key, cert] = process.argv.slice(2);
let written = 0;
let answering = 0;
let endedAt = 0;
const open = new Set();
const frame = (delta, finish = null) =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const end = `${frame({}, 'stop')}data: [DONE]\n\n`;

const answer = (request, response) => {
  if (request.method === 'GET') {
    const others = [...open].filter((socket) => socket !== request.socket).length;
    return void response.end(JSON.stringify({ sockets: others, written, answering, endedAt }));
  }
  let body = '';
  answering += 1;
  response.on('close', () => {
    answering -= 1;
    endedAt = Date.now();
  });
  request.on('data', (bytes) => (body += bytes));
  request.on('end', () => {
    const said = JSON.parse(body).messages.at(-1).content.split(' ').at(-1);
    const [name, argument] = said.split(':');
    if (name === 'silent') return;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (name === 'nothing') return response.flushHeaders();
    behave[name](response, Number(argument));
  });
};
const server =
  cert === undefined
    ? createPlain(answer)
    : createSecure({ key: readFileSync(key), cert: readFileSync(cert) }, answer);
server.on(cert === undefined ? 'connection' : 'secureConnection', (socket) => {
  open.add(socket);
  socket.on('close', () => open.delete(socket));
});

const behave = {
  finish(response) {
    response.end(frame({ content: 'Hello ' }) + frame({ content: 'there' }) + end);
  },
  hang(response) {
    response.write(frame({ content: 'Hello ' }) + frame({ content: 'there' }));
  },
  slow(response, ms) {
    let left = 10;
    const timer = setInterval(() => {
      left -= 1;
      if (left > 0) return void response.write(frame({ content: `word ${left} ` }));
      clearInterval(timer);
      response.end(end);
    }, ms / 10);
    response.on('close', () => clearInterval(timer));
  },
  flood(response, megabytes) {
    const piece = frame({ content: 'x'.repeat(16_000) });
    const count = Math.ceil((megabytes * 1024 * 1024) / piece.length);
    let sent = 0;
    written = 0;
    const more = () => {
      while (sent < count && !response.destroyed) {
        sent += 1;
        written += piece.length;
        if (!response.write(piece)) return;
      }
      if (sent >= count) response.end(end);
    };
    response.on('drain', more);
    more();
  },
  endless(response) {
    const piece = 'x'.repeat(65_536);
    written = 0;
    const more = () => {
      while (!response.destroyed) {
        written += piece.length;
        if (!response.write(piece)) return;
      }
    };
    response.on('drain', more);
    response.write(`${frame({ content: 'Hello ' })}data: `);
    more();
  },
  comments(response, megabytes) {
    const piece = `: ${'keep-alive '.repeat(1_500)}\n\n`;
    let left = Math.ceil((megabytes * 1024 * 1024) / piece.length);
    const more = () => {
      while (left > 0 && !response.destroyed) {
        left -= 1;
        if (left % 500 === 0) response.write(frame({ content: 'word ' }));
        if (!response.write(piece)) return;
      }
      if (left <= 0) response.end(end);
    };
    response.on('drain', more);
    more();
  },
  arguments(response, deltas) {
    const call = (fields) => ({ tool_calls: [{ index: 0, ...fields }] });
    response.write(
      frame(call({ id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":"' } })),
    );
    for (let at = 0; at < deltas; at += 1)
      response.write(frame(call({ function: { arguments: 'abcdefghijklmnop' } })));
    response.write(frame(call({ function: { arguments: '"}' } })));
    response.end(`${frame({}, 'tool_calls')}data: [DONE]\n\n`);
  },
  big(response, megabytes) {
    response.end(frame({ content: 'b'.repeat(megabytes * 1024 * 1024) }) + end);
  },
};

const scheme = cert === undefined ? 'http' : 'https';
server.listen(0, '127.0.0.1', () => process.send({ url: `${scheme}://127.0.0.1:${server.address().port}` }));
