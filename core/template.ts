import type { Fact } from './fact.ts'
import type { Translation } from './language.ts'
import { placed } from './place.ts'
import type {
  LeadMergeField,
  LinesField,
  LinkField,
  MergeField,
  NumberField,
  SystemField,
  TextField,
  UrlField,
} from './merge.ts'
import { nameOfTheme, type ThemeGiven } from './theme.ts'

/** What a mail to a lead is for: to teach, to show that it works, or to offer. */
export type Purpose = 'educate' | 'prove' | 'promote'

/** The fields of the lead, or the links, among merge fields. */
type Among<M, Kind> = keyof { readonly [Name in keyof M as M[Name] extends Kind ? Name : never]: never }

/** The words of a template in one more language; the rest of them is in `<name>.<language>.mjml`. */
interface TranslationOf<M> {
  readonly subject: string
  readonly preheader?: string
  /** What to say to a lead of whom a field is not known: for each field of the lead. */
  readonly fallbacks?: { readonly [Name in Among<M, LeadMergeField>]?: string }
  /** Where a link leads in this language, where that is another page. */
  readonly links?: { readonly [Name in Among<M, LinkField>]?: `https://${string}` }
}

/** The days on which a piece may be cast, first and last, `YYYY-MM-DD` in the lead's own time. */
export interface Availability {
  readonly from?: string
  readonly through?: string
}

type MarketingField = LeadMergeField | TextField | NumberField | LinkField
type Merge<Field extends MergeField> = Readonly<Record<string, Field>>
type Reserved = { readonly [Name in SystemField]?: never }

interface Words<M> {
  /** One line; may hold merge fields as `{{name}}`. */
  readonly subject: string
  /** What an inbox shows after the subject. */
  readonly preheader?: string
  readonly merge?: M & Reserved
  /** BCP 47; 'en' by default. */
  readonly language?: string
}

/** What a marketer says of a template; its words are in `<name>.mjml`. */
export interface TemplateFacts<M> extends Words<M> {
  /** The customer's problem that it speaks to. */
  readonly theme: ThemeGiven
  /** The buying stage that it is written for. */
  readonly stage: string
  readonly purpose: Purpose
  /** The fact that it asks the lead for: one that a criterion of the quality definition wants to know. */
  readonly asks?: Fact | string
  /** Declares that a lead may get it once in each edition, as `2027-spring`; without, once ever. */
  readonly edition?: string
  /** Among pieces that a cast could send, the higher comes first; 0 by default. */
  readonly priority?: number
  /** When a cast may send it; always, by default. */
  readonly available?: Availability
  /** Its words in other languages. Who reads none of them gets the template's own. */
  readonly in?: Readonly<Record<string, TranslationOf<NoInfer<M>>>>
}

/** The fields that a step gives, with their types. */
type GivenBy<M> = {
  readonly [
    Name in keyof M as M[Name] extends TextField | NumberField | LinesField | UrlField ? Name : never
  ]: M[Name] extends NumberField ? number : M[Name] extends LinesField ? readonly string[] : string
}

declare const given: unique symbol

interface Common<G> {
  readonly name: string
  readonly subject: string
  readonly preheader?: string
  readonly language: string
  readonly merge: Readonly<Record<string, MergeField>>
  /** For the compiler only; no such property exists. */
  readonly [given]?: G
}

/** A mail to a lead: plain data. `G` is what a step that sends it must give. */
export interface Template<G = Readonly<Record<string, string | number>>> extends Common<G> {
  readonly purpose: Purpose
  readonly theme: string
  readonly stage: string
  readonly asks?: string
  readonly edition?: string
  readonly priority?: number
  readonly available?: Availability
  readonly in?: Readonly<Record<string, Translation>>
}

/** A mail to one of our own people, as a handoff. No step of a track can send it. */
export interface SystemTemplate<G = Readonly<Record<string, string | number | readonly string[]>>> extends Common<G> {
  readonly purpose: 'system'
}

export type AnyTemplate = Template<unknown> | SystemTemplate<unknown>

/** Exactly the fields that must be given to send a template. */
export type Given<T extends AnyTemplate> =
  T extends Template<infer G> ? G : T extends SystemTemplate<infer G> ? G : never

/** Declares a mail to leads. Its words are in the file `<name>.mjml` of the same folder. */
export function template<const M extends Merge<MarketingField> = {}>(
  name: string,
  facts: TemplateFacts<M>,
): Template<GivenBy<M>> {
  const merge = Object.freeze({ ...facts.merge })
  const { asks, in: translations, ...others } = facts
  const made = {
    ...others,
    theme: nameOfTheme(facts.theme),
    ...(asks === undefined ? {} : { asks: typeof asks === 'string' ? asks : asks.fact }),
    ...(translations === undefined ? {} : { in: translations as Readonly<Record<string, Translation>> }),
    name,
    language: facts.language ?? 'en',
    merge,
  }
  return placed(Object.freeze(made), template)
}

/** Declares a mail to our own people: it may hold plain lines and untracked addresses, and is no marketing. */
export function systemTemplate<const M extends Merge<MergeField> = {}>(
  name: string,
  facts: Words<M>,
): SystemTemplate<GivenBy<M>> {
  const merge = Object.freeze({ ...facts.merge })
  const made = Object.freeze({ ...facts, name, purpose: 'system' as const, language: facts.language ?? 'en', merge })
  return placed(made, systemTemplate)
}

/** The theme of each mail to leads, by its name. */
export function themesOfMails(templates: readonly AnyTemplate[]): Readonly<Record<string, string>> {
  return Object.fromEntries(templates.flatMap((one) => (one.purpose === 'system' ? [] : [[one.name, one.theme]])))
}

/** What a lead must not be sent twice (I3): the template, or its edition. */
export function contentId(of: AnyTemplate): string {
  return of.purpose !== 'system' && of.edition !== undefined ? `${of.name}#${of.edition}` : of.name
}
