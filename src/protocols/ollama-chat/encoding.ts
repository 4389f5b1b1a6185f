import { CallEncoding } from '../encoding.ts';
import type { OllamaChatDialect } from './dialect.ts';

/** The encoding of one call for Ollama. */
export class Encoding extends CallEncoding<OllamaChatDialect> {}
