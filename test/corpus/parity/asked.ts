import type { JsonObject, MessageInput, TextOptions } from 'reqllm';

/** A recorded request in the words of the public API. */
export interface Asked {
  readonly input: readonly MessageInput[];
  readonly options: TextOptions;
  readonly notes: Notes;
}

/** What could not be said in portable words. Paths are without indices. */
export class Notes {
  /** Said in the provider's own words: `providerOptions`, provider tools, extra parts. */
  readonly own: Set<string> = new Set();
  /** Nothing in the public API says it. */
  readonly unplaced: Set<string> = new Set();
}

/** An object whose members are taken out one by one, so that none is forgotten. Null counts as absent. */
export class Members {
  readonly #left: Map<string, unknown>;
  readonly #noted = new Set<string>();
  readonly path: string;
  readonly notes: Notes;

  constructor(value: unknown, path: string, notes: Notes) {
    this.path = path;
    this.notes = notes;
    const entries = Object.entries((value ?? {}) as Record<string, unknown>);
    this.#left = new Map(entries.filter(([, member]) => member !== null && member !== undefined));
  }

  /** The member, which then counts as read. */
  take(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }

  /** The member when it is a text; another kind of value stays unread. */
  text(name: string): string | undefined {
    return typeof this.#left.get(name) === 'string' ? (this.take(name) as string) : undefined;
  }

  number(name: string): number | undefined {
    return typeof this.#left.get(name) === 'number' ? (this.take(name) as number) : undefined;
  }

  flag(name: string): boolean | undefined {
    return typeof this.#left.get(name) === 'boolean' ? (this.take(name) as boolean) : undefined;
  }

  list(name: string): readonly unknown[] | undefined {
    return Array.isArray(this.#left.get(name)) ? (this.take(name) as unknown[]) : undefined;
  }

  /** The members of a member that is an object; undefined when it is none. */
  inner(name: string): Members | undefined {
    const value = this.#left.get(name);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    this.#left.delete(name);
    return new Members(value, `${this.path}.${name}`, this.notes);
  }

  /** The member, which stays unread. */
  peek(name: string): unknown {
    return this.#left.get(name);
  }

  /** All members, which stay unread. */
  raw(): Record<string, unknown> {
    return Object.fromEntries(this.#left);
  }

  has(name: string): boolean {
    return this.#left.has(name);
  }

  /** Everything that is still unread, for the provider's own settings; undefined when all was read. */
  own(): JsonObject | undefined {
    if (this.#left.size === 0) return undefined;
    for (const [name, value] of this.#left) {
      const { type } = (typeof value === 'object' ? value : {}) as { readonly type?: unknown };
      const kind = typeof type === 'string' ? ` of type ${type}` : '';
      if (!this.#noted.has(name)) this.notes.own.add(`${this.path}.${name}${kind}`.replace(/^\./, ''));
    }
    return this.all();
  }

  /** Puts back what another reader left over and noted. */
  put(name: string, value: unknown): void {
    this.#noted.add(name);
    this.#left.set(name, value);
  }

  /** Everything that is still unread, taken as it is. */
  all(): JsonObject {
    const rest = Object.fromEntries(this.#left) as JsonObject;
    this.#left.clear();
    return rest;
  }

  /** Says of everything unread that it has no place. */
  close(): void {
    for (const name of this.#left.keys()) this.notes.unplaced.add(`${this.path}.${name}`.replace(/^\./, ''));
    this.#left.clear();
  }
}

/** `providerOptions` of what is left in the members; nothing when nothing is. */
export function ownOptions(
  members: Members,
  provider: string,
): { readonly providerOptions?: Record<string, JsonObject> } {
  const own = members.own();
  return own === undefined ? {} : { providerOptions: { [provider]: own } };
}

/** The members that are not undefined. */
export function said<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
