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

/** What a mail to a lead is for: to teach, to show that it works, or to offer. */
export type Purpose = 'educate' | 'prove' | 'promote'

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
  readonly theme: string
  /** The buying stage that it is written for. */
  readonly stage: string
  readonly purpose: Purpose
  /** The name of the question that it puts to the lead. */
  readonly asks?: string
  /** Declares that a lead may get it once in each edition, as `2027-spring`; without, once ever. */
  readonly edition?: string
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
  return Object.freeze({ ...facts, name, language: facts.language ?? 'en', merge: Object.freeze({ ...facts.merge }) })
}

/** Declares a mail to our own people: it may hold plain lines and untracked addresses, and is no marketing. */
export function systemTemplate<const M extends Merge<MergeField> = {}>(
  name: string,
  facts: Words<M>,
): SystemTemplate<GivenBy<M>> {
  return Object.freeze({
    ...facts,
    name,
    purpose: 'system',
    language: facts.language ?? 'en',
    merge: Object.freeze({ ...facts.merge }),
  })
}

/** What a lead must not be sent twice (I3): the template, or its edition. */
export function contentId(of: AnyTemplate): string {
  return of.purpose !== 'system' && of.edition !== undefined ? `${of.name}#${of.edition}` : of.name
}
