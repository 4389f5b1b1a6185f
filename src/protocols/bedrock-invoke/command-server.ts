import type { ReqLLMError } from '../../core/error.ts';
import { awsEventOf, awsFaceOf } from '../../wire/aws-exception.ts';
import type { ServerCodec } from '../protocol.ts';
import { parseCommand } from './command-parse.ts';
import { CommandWriter, renderCommandBody } from './command-render.ts';
import { type CohereCommandDialect, cohereCommandDefaults } from './command-wire.ts';

/** The server's side of Command R's own format. */
export function cohereCommandServer(partial: Partial<CohereCommandDialect> = {}): ServerCodec {
  const dialect = { ...cohereCommandDefaults, ...partial };
  return {
    protocol: 'cohere-command',
    framing: 'json-lines',
    matches: (method, path) => method === 'POST' && path === '/',
    parse: (request) => parseCommand(request, dialect),
    openWriter: () => new CommandWriter(),
    renderBody: renderCommandBody,
    renderError: (error: ReqLLMError) => {
      const { name, status } = awsFaceOf(error);
      return { status, body: { __type: name, message: error.message } };
    },
    renderErrorEvent: awsEventOf,
  };
}
