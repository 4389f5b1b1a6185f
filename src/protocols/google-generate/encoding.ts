import type { Call } from '../../core/call.ts';
import { CallEncoding } from '../encoding.ts';
import { fits, type GoogleGenerateDialect } from './dialect.ts';

/** The encoding of one call for generateContent. */
export class Encoding extends CallEncoding<GoogleGenerateDialect> {
  /** The model id without what stands in front of its last slash; patterns are about this. */
  readonly modelName: string;

  constructor(call: Call, dialect: GoogleGenerateDialect) {
    super(call, dialect);
    this.modelName = call.model.id.slice(call.model.id.lastIndexOf('/') + 1);
  }

  /** Whether the model is one of those a dialect list names. */
  isOneOf(patterns: readonly string[]): boolean {
    return fits(patterns, this.modelName);
  }
}
