import type { SchemaDialectName } from '../../schema/dialects.ts';
import { CallEncoding } from '../encoding.ts';
import { type BedrockConverseDialect, factFor, fits } from './dialect.ts';

/** The encoding of one call for Bedrock. */
export class Encoding extends CallEncoding<BedrockConverseDialect> {
  #documents = 0;

  /** Whether the model is one of those a dialect list names. */
  isOneOf(patterns: readonly string[]): boolean {
    return fits(patterns, this.call.model.id);
  }

  /** The form of schemas that the model is held to. */
  schemaForm(): SchemaDialectName {
    return factFor(this.dialect.schemaForms, this.call.model.id) ?? 'open';
  }

  /** A name for a document that has none. */
  nextDocumentName(): string {
    this.#documents += 1;
    return `Document ${this.#documents}`;
  }
}
