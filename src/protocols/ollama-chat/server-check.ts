import { ReqLLMError } from '../../core/error.ts';
import { type RequestChecks, requestChecks } from '../request-checks.ts';

/** The refusal of a request that Ollama would refuse too. */
export function invalid(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'decode', status: 400 });
}

/** What Ollama asks of the members of a request. */
export const checks: RequestChecks = requestChecks(invalid);
