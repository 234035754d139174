/**
 * Perennial as a marketing team imports it: the language in which tracks, templates and the quality definition are written.
 * Everything here makes or checks plain data; the command `perennial` does the rest.
 * @module
 */

// Tracks, triggers and what they ask: all of the language.
export * from './core/dsl.ts'
export type { CadenceInput } from './core/cadence.ts'
export type { Act, Condition, Grade } from './core/condition.ts'
export type { Duration } from './core/duration.ts'
export type { RecycleReason } from './core/reasons.ts'

// Mails.
export { systemTemplate, template } from './core/template.ts'
export type { Given, Purpose, SystemTemplate, Template } from './core/template.ts'
export { lines, link, number, ofLead, text, url } from './core/merge.ts'
export type { LeadField, MergeField } from './core/merge.ts'

// When a lead is for sales.
export { points, quality } from './core/quality.ts'
export type { QualityDraft } from './core/quality.ts'

// What `perennial simulate` shows.
export { behaviour } from './core/behaviour.ts'
export type { BehaviourDraft } from './core/behaviour.ts'
export { after, afterCall, afterHandoff, afterMail, persona } from './core/persona.ts'
export type { PersonaDraft, PersonaDoes } from './core/persona.ts'

// All together.
export { compileProgramme, programme } from './core/programme.ts'
export type { CompiledProgramme, ProgrammeDraft, Rep } from './core/programme.ts'
export { problemLine } from './core/problem.ts'
export type { Checked, Problem } from './core/problem.ts'
