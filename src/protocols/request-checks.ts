import type { ReqLLMError } from '../core/error.ts';
import { isRecord, type Json, type JsonObject } from '../core/json.ts';

/** What a server asks of the members of a request; `where` names the member in the refusal. */
export interface RequestChecks {
  /** An object. Throws when it is none. */
  readonly objectOf: (value: Json | undefined, where: string) => JsonObject;
  /** A list; empty when absent. Throws when it is none. */
  readonly listOf: (value: Json | undefined, where: string) => readonly Json[];
  /** A text. Throws when it is none, or absent. */
  readonly textOf: (value: Json | undefined, where: string) => string;
  /** A number, undefined when absent. Throws for anything else. */
  readonly numberOf: (value: Json | undefined, where: string) => number | undefined;
  /** True or false, undefined when absent. Throws for anything else. */
  readonly flagOf: (value: Json | undefined, where: string) => boolean | undefined;
}

/** The checks of a server that refuses in its own way. */
export function requestChecks(invalid: (message: string) => ReqLLMError): RequestChecks {
  const isAbsent = (value: Json | undefined): value is null | undefined =>
    value === undefined || value === null;
  return {
    objectOf: (value, where) => {
      if (!isRecord(value)) throw invalid(`${where} must be an object.`);
      return value as JsonObject;
    },
    listOf: (value, where) => {
      if (isAbsent(value)) return [];
      if (!Array.isArray(value)) throw invalid(`${where} must be a list.`);
      return value as readonly Json[];
    },
    textOf: (value, where) => {
      if (typeof value !== 'string') throw invalid(`${where} must be a string.`);
      return value;
    },
    numberOf: (value, where) => {
      if (isAbsent(value)) return undefined;
      if (typeof value !== 'number') throw invalid(`${where} must be a number.`);
      return value;
    },
    flagOf: (value, where) => {
      if (isAbsent(value)) return undefined;
      if (typeof value !== 'boolean') throw invalid(`${where} must be a boolean.`);
      return value;
    },
  };
}
