/** The effects that one step of a machine named: kept until the step is over, thrown away if it throws. @module */

/** One for the whole system, since steps never nest. */
export class Outbox {
  readonly #types: string[] = [];
  readonly #params: unknown[] = [];

  get length(): number {
    return this.#types.length;
  }

  clear(): void {
    this.#types.length = 0;
    this.#params.length = 0;
  }

  /** The action that stands for effect `type` in a running machine. */
  recorder(type: string): (args: unknown, params: unknown) => void {
    return (_args, params) => {
      this.#types.push(type);
      this.#params.push(params);
    };
  }

  typeAt(index: number): string {
    return this.#types[index];
  }

  paramsAt(index: number): unknown {
    return this.#params[index];
  }
}
