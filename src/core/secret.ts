const inspect = Symbol.for('nodejs.util.inspect.custom');

/** Holds a credential so that printing, serialising or inspecting its owner does not show it. */
export class Secret {
  // On the prototype, as declarations made file by file cannot hold a computed member.
  static {
    Object.defineProperty(this.prototype, inspect, { value: () => '[redacted]' });
  }

  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The credential itself. Call it only where it is sent. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }
}
