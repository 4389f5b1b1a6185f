import { CallEncoding } from '../encoding.ts';
import type { CohereChatDialect } from './dialect.ts';

/** The encoding of one call for Cohere. */
export class Encoding extends CallEncoding<CohereChatDialect> {}
