import type { Effort, IsoDate, WireApi } from './schema.ts';

/** Which rule of a provider's behaviour applies to whom, when, and what then. */
export interface QuirkRule {
  readonly id: string;
  readonly match: {
    readonly provider?: readonly string[];
    readonly api?: readonly WireApi[];
    /** Globs of model ids. */
    readonly model?: readonly string[];
    readonly notModel?: readonly string[];
    readonly baseUrl?: readonly string[];
    readonly cap?: string;
  };
  readonly when?: QuirkWhen;
  readonly then: readonly QuirkAction[];
  readonly source: string;
  readonly confidence: 'obs' | 'doc' | 'code';
  readonly since?: IsoDate;
}

/** The requests that a rule is about. */
export interface QuirkWhen {
  readonly has?: readonly string[];
  readonly param?: Readonly<Record<string, unknown>>;
  readonly effort?: readonly (Effort | 'any' | 'budget' | 'unset')[];
  readonly effortNot?: readonly Effort[];
  readonly thinking?: boolean;
  readonly tools?: boolean;
  readonly toolChoice?: readonly ('auto' | 'none' | 'required' | 'named')[];
  readonly output?: 'schema' | 'json';
  readonly stream?: boolean;
  readonly history?: readonly ('tools' | 'thinking' | 'foreign')[];
}

/** What a rule does to a request: a closed list. */
export type QuirkAction =
  | { readonly op: 'rename'; readonly param: string; readonly to: string }
  | { readonly op: 'drop'; readonly params: readonly string[]; readonly level: 'silent' | 'warn' | 'error' }
  | { readonly op: 'clamp'; readonly param: string; readonly min?: number; readonly max?: number }
  | {
      readonly op: 'map';
      readonly param: string;
      readonly values: Readonly<Record<string, string | number | null>>;
    }
  | { readonly op: 'set' | 'default'; readonly path: string; readonly value: unknown }
  | {
      readonly op: 'effort';
      readonly shape: string;
      readonly values?: Readonly<Partial<Record<Effort, string | number | null>>>;
    }
  | { readonly op: 'role'; readonly from: 'system'; readonly to: 'developer' | 'user' | 'system' }
  | {
      readonly op: 'toolChoice';
      readonly from: 'required' | 'named';
      readonly to: 'auto' | 'any' | 'omit' | 'only-tool';
    }
  | {
      readonly op: 'schema';
      readonly for: 'tools' | 'output' | 'both';
      readonly strip?: readonly string[];
      readonly strictObjects?: boolean;
      readonly inlineDefs?: boolean;
      readonly upperTypes?: boolean;
      readonly describeStripped?: boolean;
    }
  | { readonly op: 'output'; readonly strategy: 'native' | 'tool' | 'json-mode' | 'prompt' }
  | { readonly op: 'stream'; readonly mode: 'native' | 'emulate' | 'force' }
  | { readonly op: 'route'; readonly api: WireApi }
  | {
      readonly op: 'ids';
      readonly allowed: string;
      readonly max?: number;
      readonly length?: number;
      readonly drop?: boolean;
    }
  | {
      readonly op: 'replay';
      readonly field: string;
      readonly policy: 'always' | 'same-model' | 'never' | 'tags';
      readonly empty?: boolean;
    }
  | { readonly op: 'history'; readonly fix: string }
  | { readonly op: 'usage'; readonly fix: string }
  | { readonly op: 'header'; readonly name: string; readonly value: string }
  | { readonly op: 'reject'; readonly message: string }
  | { readonly op: 'timeout'; readonly ms: number };
