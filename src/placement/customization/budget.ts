/** How much one customization may cost, because its inputs are written by tenants (F45). @module */

/** Thrown when a customization would cost more than any honest one does. */
export class BudgetExceededError extends Error {
  override readonly name = "BudgetExceededError";
}

/** As deep as the hub lets any JSON be. */
export const depthMax = 100;
/** As long as the body of a request may be, 3 MiB. */
const charactersMax = 3 * 1024 * 1024;
/** Enough to look at every value of the largest object several times. */
const stepsMax = 1_000_000;

/** Counts down while one object is customized for one destination. */
export class Budget {
  #steps = stepsMax;
  #characters = charactersMax;

  /** A look at one value. @throws BudgetExceededError */
  visit(depth: number): void {
    if (depth > 2 * depthMax) throw new BudgetExceededError("the object is nested too deep");
    this.copy(1);
  }

  /** The copying of so many values from one map or list to another. @throws BudgetExceededError */
  copy(values: number): void {
    this.#steps -= values;
    if (this.#steps < 0) throw new BudgetExceededError(`more than ${stepsMax} values would be visited`);
  }

  /** The writing of so many characters. @throws BudgetExceededError */
  write(characters: number): void {
    this.#characters -= characters;
    if (this.#characters < 0) {
      throw new BudgetExceededError(`more than ${charactersMax} characters would be written`);
    }
  }
}
