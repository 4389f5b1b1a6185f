import { ReqLLMError } from '../../core/error.ts';
import { type RequestChecks, requestChecks } from '../request-checks.ts';

/** The refusal of a request that Cohere would refuse too. */
export function invalid(message: string): ReqLLMError {
  return refused(`invalid request: ${message}`);
}

/** The same in Cohere's words, of which some have no such beginning. https://docs.cohere.com/reference/errors */
export function refused(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'decode', status: 400 });
}

/** What Cohere asks of the members of a request. */
export const checks: RequestChecks = requestChecks(invalid);
