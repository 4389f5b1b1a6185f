import { type ErrorCode, type ErrorFacts, ReqLLMError } from './error.ts';

/** What a provider's error body or error event says, in the provider's words. */
export interface FailureFacts {
  readonly status?: number;
  readonly message: string;
  /** The provider's code or type, such as `insufficient_quota` or `overloaded_error`. */
  readonly providerCode?: string;
  readonly requestId?: string;
  readonly phase?: ErrorFacts['phase'];
}

const maxMessageLength = 2_048;

// What the words are looked for in. An error event may hold megabytes, and the expressions must not walk them for minutes.
const maxReadLength = 16_384;

// Names of errors and requests are short; longer ones are none.
const maxNameLength = 256;

// Words that mean the same at every provider, most specific first. From recorded error bodies and the vendors' pages.
const wordings: readonly (readonly [ErrorCode, RegExp])[] = [
  [
    'context-overflow',
    /context[_ ]length[_ ]exceeded|too many total text bytes|context_window|maximum context length|prompt (?:is )?too long|maximum prompt length|too_many_prompt_tokens|length of all messages is too long|input tokens exceeds|input is too long|too many (?:input )?tokens|exceeds? the (?:maximum|max)[^.]{0,40}(?:tokens|context)|token count[^.]{0,60}exceeds|reduce the length of|context window|request_too_large|max_tokens_per_request|string_above_max_length|larger than the (?:maximum )?context/i,
  ],
  [
    'quota',
    /insufficient[_ ]?(?:quota|balance|credits?|funds)|billing|credit balance|payment required|exceeded your current quota|out of credits|requires more credits|spend(?:ing)? limit|(?<!request_)quota_exceeded|PerDay\b|never purchased credits/i,
  ],
  [
    'content-filter',
    /content[_ ]?(?:filter|policy|management)|responsibleai|safety system|flagged|moderation|blocked by|prohibited_content|usage (?:polic|guideline)/i,
  ],
  ['rate-limited', /rate[_ ]?limit|too many requests|RESOURCE_EXHAUSTED|tokens per min|throttl/i],
  [
    'overloaded',
    /overloaded|at capacity|no available (?:capacity|instances)|capacity exceeded|server is busy|high demand|engine_overloaded|UNAVAILABLE/i,
  ],
  [
    'unsupported',
    /no endpoints found that support|not supported (?:in|with|by|for) (?:this|the)(?: '[^']{1,80}')? model|this model does(?:n.t| not) support|does not support (?:parameter|tools?\b|'[^']{1,80}' with this model)|is not enabled for models\/|model which does not have|not a chat model/i,
  ],
  [
    'model-not-found',
    /model[_ ]not[_ ]found|model_not_available|no such model|unknown model|model .{0,120}(?:does not exist|not found|not exist|is not available|no longer available|decommissioned|deprecated)|not_found_error.{0,20}model|no endpoints found|is not a valid model|invalid model|model_decommissioned|models\/\S{1,200} is not found/i,
  ],
  [
    'auth',
    /invalid[_ ](?:x-)?api[_ -]?key|incorrect api key|api key not valid|authentication|unauthenticated|unauthorized|no auth credentials|API_KEY_INVALID|missing api key|user not found/i,
  ],
  ['permission', /permission|forbidden|not allowed|access denied|no access/i],
];

/** Turns a provider's refusal into the one error class, its code found from the status and the provider's words. */
export function failureOf(told: FailureFacts): ReqLLMError {
  const facts = shortened(told);
  const code = codeOf(facts);
  const said =
    facts.message.length > maxMessageLength ? `${facts.message.slice(0, maxMessageLength)}…` : facts.message;
  return new ReqLLMError(said, {
    code,
    phase: facts.phase ?? 'headers',
    retryable: isRetryable(code, facts),
    ...(facts.status === undefined ? {} : { status: facts.status }),
    ...(facts.providerCode === undefined ? {} : { providerCode: facts.providerCode }),
    ...(facts.requestId === undefined ? {} : { requestId: facts.requestId }),
  });
}

function shortened({ message, providerCode, requestId, ...facts }: FailureFacts): FailureFacts {
  return {
    ...facts,
    message: message.slice(0, maxReadLength),
    ...(providerCode === undefined ? {} : { providerCode: providerCode.slice(0, maxNameLength) }),
    ...(requestId === undefined ? {} : { requestId: requestId.slice(0, maxNameLength) }),
  };
}

function codeOf({ status, message, providerCode = '' }: FailureFacts): ErrorCode {
  const worded =
    wordings.find(([, words]) => words.test(providerCode))?.[0] ??
    wordings.find(([, words]) => words.test(message))?.[0];
  switch (status) {
    case 401:
      return 'auth';
    case 402:
      return 'quota';
    case 403:
      return worded === 'content-filter' ||
        worded === 'model-not-found' ||
        worded === 'quota' ||
        worded === 'auth'
        ? worded
        : 'permission';
    case 404:
      if (worded === 'unsupported') return worded;
      return /model|endpoint|deployment/i.test(message + providerCode)
        ? 'model-not-found'
        : 'invalid-request';
    case 408:
      return 'timeout';
    case 413:
      return 'context-overflow';
    case 429:
      return worded === 'quota' ? 'quota' : worded === 'overloaded' ? 'overloaded' : 'rate-limited';
    case 503:
    case 529:
      return 'overloaded';
    default:
  }
  if (status !== undefined && status >= 500)
    return worded === 'overloaded' || worded === 'rate-limited' ? worded : 'server';
  // "… not allowed" speaks of rights under 403 and in events only; elsewhere it is about a value.
  if (worded === 'permission' && status !== undefined) return 'invalid-request';
  if (worded !== undefined) return worded;
  if (status === undefined && /invalid_(?:parameter|request)|invalidparameter/i.test(providerCode))
    return 'invalid-request';
  if (status === undefined)
    return /server|internal|api_error|timeout/i.test(providerCode + message) ? 'server' : 'bad-response';
  return 'invalid-request';
}

function isRetryable(code: ErrorCode, { status, message }: FailureFacts): boolean {
  if (code === 'quota' || code === 'content-filter' || code === 'context-overflow') return false;
  // More tokens in one request than the account may use in a minute: OpenAI's 429 for it never goes away.
  if (/request too large/i.test(message)) return false;
  if (status === undefined) return ['overloaded', 'rate-limited', 'server', 'timeout'].includes(code);
  return [408, 409, 425, 429, 500, 502, 503, 504, 529].includes(status) || (status >= 520 && status <= 524);
}
