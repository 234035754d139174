import { placed } from './place.ts'

/** A fact about a lead with the values that it may take. */
export interface Fact<Value extends string = string> {
  readonly fact: string
  readonly values: readonly Value[]
  /** `static` facts (sector, size) cannot promote by themselves; `dynamic` ones age (R56). */
  readonly nature: 'static' | 'dynamic'
  /** Its value is a day, as `2027-03-31`; it has no list of values. */
  readonly is?: 'date'
}

/** A fact whose value is a day: the end of a contract, the start of a project. */
export interface DateFact extends Fact<never> {
  readonly is: 'date'
}

/** Declares a fact and the values it may take; `choose` and the quality definition refer to it. */
export function fact<const Value extends string>(
  name: string,
  values: readonly Value[],
  nature: 'static' | 'dynamic' = 'static',
): Fact<Value> {
  return placed(Object.freeze({ fact: name, values, nature }), fact)
}

/** Declares a fact whose value is a day, written as `2027-03-31`; `restsUntil` refers to it. */
export function date(name: string): DateFact {
  return placed(Object.freeze({ fact: name, values: [], nature: 'dynamic' as const, is: 'date' as const }), date)
}

/** Whether a fact may have this value. */
export function mayBe({ values, is }: Pick<Fact, 'values' | 'is'>, value: string): boolean {
  return is === 'date' ? isDay(value) : values.includes(value)
}

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const longest = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return longest !== undefined && day >= 1 && day <= longest
}
