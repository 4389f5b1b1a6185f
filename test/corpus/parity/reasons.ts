import type { Difference } from './differences.ts';
import { anthropicReasons } from './reasons-anthropic.ts';
import { chatReasons } from './reasons-chat.ts';

import { converseReasons } from './reasons-converse.ts';
import { googleReasons } from './reasons-google.ts';
import { cohereReasons, invokeReasons } from './reasons-others.ts';
import { responsesReasons } from './reasons-responses.ts';

/** Why what we send is not what was recorded. */
export interface Reason {
  /** The places it is about, as in a difference. */
  readonly path: RegExp;
  /** Only with these providers, by their name in the recordings. Default: all. */
  readonly providers?: readonly string[];
  /** What else must hold. */
  readonly holds?: (difference: Difference) => boolean;
  /** One sentence, with its source. */
  readonly because: string;
  /** The `setting` of the warning that tells the caller; absent where nothing is lost. */
  readonly warned?: RegExp;
}

/** All known reasons by family; the first that fits a difference counts. */
export const reasons: Readonly<Record<string, readonly Reason[]>> = {
  bedrock_converse: converseReasons,
  bedrock_invoke_anthropic: anthropicReasons,
  bedrock_invoke_openai_chat: [...invokeReasons, ...chatReasons],
  cohere_chat: cohereReasons,
  ollama_chat: [],
  openai_chat: chatReasons,
  openai_responses: responsesReasons,
  anthropic_messages: anthropicReasons,
  google_generate_content: googleReasons,
};

// Whatever the format.
const common: readonly Reason[] = [
  {
    path: /^(?:model|path of the address)$/,
    because:
      'Another spelling of a listed id (dots for dashes, small letters) goes as the catalogue lists it; the hosts took both on record.',
    warned: /^model$/,
  },
];

/** The reason for a difference; undefined when it is unexplained. */
export function reasonFor(family: string, provider: string, difference: Difference): Reason | undefined {
  return [...(reasons[family] ?? []), ...common].find(
    ({ path, providers, holds }) =>
      path.test(difference.path) &&
      (providers === undefined || providers.includes(provider)) &&
      (holds === undefined || holds(difference)),
  );
}
