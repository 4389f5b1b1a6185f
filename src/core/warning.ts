import type { Json } from './json.ts';

/**
 * Something the caller should know that is no failure: a setting that was left out or changed on its way to the
 * provider, content that was reshaped, or an oddity in the reply.
 */
export interface Warning {
  /**
   * `dropped`: a setting or part was left out. `changed`: it was sent in another form or value. `added`: the format
   * demanded something that was not given. `reply`: the provider answered in an unexpected but readable way. `advice`:
   * nothing was changed, but something is known that speaks against the request.
   */
  readonly code: 'dropped' | 'changed' | 'added' | 'reply' | 'advice';
  /** One sentence: what happened and what to do about it. */
  readonly message: string;
  /** The option or part concerned, such as `seed` or `messages[2].content[0]`. */
  readonly setting?: string;
  readonly from?: Json;
  readonly to?: Json;
  /** The rule that asked for it, where one did. */
  readonly rule?: string;
}
