import { awsEventOf, awsFaceOf } from '../../wire/aws-exception.ts';
import type { ServerCodec } from '../protocol.ts';
import { type BedrockConverseDialect, bedrockConverseDialect } from './dialect.ts';
import { parseRequest, targetOf } from './server-parse.ts';
import { ConverseWriter } from './server-render.ts';
import { renderBody } from './server-render-body.ts';

/** Bedrock's side of Converse. */
export function bedrockConverseServer(partial: Partial<BedrockConverseDialect> = {}): ServerCodec {
  const dialect = bedrockConverseDialect(partial);
  return {
    protocol: 'bedrock-converse',
    framing: 'aws-event-stream',
    matches: (method, path) => method === 'POST' && targetOf(path) !== undefined,
    parse: (request) => parseRequest(request, dialect),
    openWriter: () => new ConverseWriter(dialect.vendor),
    renderBody: (chunks) => renderBody(chunks, dialect.vendor),
    renderError: (error) => {
      const { name, status } = awsFaceOf(error);
      return { status, body: { __type: name, message: error.message } };
    },
    renderErrorEvent: awsEventOf,
  };
}
