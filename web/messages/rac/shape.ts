/** What React Aria calls a sentence: text, or a function of values and its formatter. */
type Args = Record<string, string | number | boolean>
interface Formatter {
  number(value: number): string
}
export type AriaWords = Record<string, Record<string, string | ((args: never, f: never) => string)>>

/** A sentence with a counted thing in a language without plural forms. */
export const counted = (sentence: (n: string) => string, name = 'count') =>
  ((args: Args, f: Formatter) => sentence(f.number(Number(args[name])))) as (args: never, f: never) => string

/** A sentence with names put in. */
export const filled = (sentence: (args: Record<string, string>) => string) =>
  sentence as (args: never, f: never) => string
