import type { Secret } from '../core/secret.ts';
import type { Credentials } from './credentials.ts';

/** The request as it will be sent, for schemes that sign it. */
export interface AuthRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Environment variables; none are told when the request goes to a host that is not the provider's own. */
  readonly env: (name: string) => string | undefined;
  /** What the client was given to show to this provider. A token among it is the key, too. */
  readonly credentials?: Credentials | undefined;
}

/** How a provider wants to be shown who is calling. */
export interface Auth {
  /** Environment variables that may hold the key, the first set one counts. */
  readonly env: readonly string[];
  /** Whether calls without a key are refused before they are sent. */
  readonly isRequired: boolean;
  /** The headers to add. Asked again for each attempt, so that signatures and tokens are fresh. */
  headers(key: Secret | undefined, request: AuthRequest): Promise<Readonly<Record<string, string>>>;
}
