/** Lists of names in which "*" stands for every name. @module */

/** The name that means all. */
export const everyName = "*";

/** Whether `list` has `name`, or "*" anywhere (the API's own words; decision 2). An absent or empty list has nothing. */
export function includes(list: readonly string[] | undefined, name: string): boolean {
  return list !== undefined && (list.includes(name) || list.includes(everyName));
}
