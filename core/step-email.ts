import { contentNamed } from './content.ts'
import { didYouMean } from './did-you-mean.ts'
import { placed } from './place.ts'
import type { Problem } from './problem.ts'
import type { StepKind, TouchBase, TouchOptions } from './step.ts'
import { contentId, type AnyTemplate, type Given, type Template } from './template.ts'
import { touchOn } from './touching.ts'

export interface EmailOptions extends TouchOptions {
  /** What to do when it cannot be known whether the mail left; `skip` (and alert) by default. */
  readonly onUnknown?: 'skip' | 'resend'
}

export interface EmailDraft extends EmailOptions {
  readonly kind: 'email'
  readonly template: Template
  readonly given: Readonly<Record<string, string | number>>
}

export interface EmailStep extends TouchBase {
  readonly kind: 'email'
  readonly template: string
  readonly given: Readonly<Record<string, string | number>>
  /** What to do when it cannot be known whether the mail left (I3): give up and alert, or resend with the same Message-ID. */
  readonly onUnknown: 'skip' | 'resend'
}

/** Sends a template. The fields that the template leaves open must be given, and no others. */
export function email<T extends Template>(
  template: T,
  ...rest: keyof Given<T> extends never ? [options?: EmailOptions] : [given: Given<T>, options?: EmailOptions]
): EmailDraft {
  const open = openFields(template).length > 0
  const [given, options] = (open ? rest : [{}, rest[0]]) as readonly [Record<string, string | number>, EmailOptions?]
  return placed(Object.freeze({ kind: 'email' as const, template, given, ...options }), email)
}

export const emailKind: StepKind<EmailStep, EmailDraft> = {
  ...touchOn(() => 'email'),
  derive: contentOf,
  compile: (draft, base) => ({
    ...base,
    kind: 'email',
    content: contentOf(draft),
    withSales: draft.withSales ?? false,
    template: draft.template.name,
    given: draft.given,
    onUnknown: draft.onUnknown ?? 'skip',
  }),
  says: ({ content }) => `mail ${content}`,
  acts: () => [],
  facts: () => [],
  // The editor refuses most of this; a track that no editor looked at comes here unseen.
  check: (step, where, { templates }) => {
    const mails = templates.filter(({ purpose }) => purpose !== 'system')
    const template = mails.find(({ name }) => name === step.template)
    if (template !== undefined) return checkGiven(step, where, template)
    const remedy = `Add it to programme({ templates }). ${didYouMean(
      step.template,
      mails.map(({ name }) => name),
    )}`
    return [
      { where, what: `template ${step.template} is not one of the programme's mails to leads`, remedy, code: 'P212' },
    ]
  },
}

/** What the reader would recognise as the same mail: the template with what the step gives it. */
export function contentOf(draft: EmailDraft): string {
  return contentNamed(contentId(draft.template), draft.given)
}

/** The fields of a template that a step must give. */
export function openFields({ merge }: AnyTemplate): readonly (readonly [name: string, kind: 'text' | 'number'])[] {
  return Object.entries(merge).flatMap(([name, { kind }]) =>
    kind === 'text' || kind === 'number' ? [[name, kind] as const] : [],
  )
}

function checkGiven({ given }: EmailStep, where: string, template: AnyTemplate): readonly Problem[] {
  const open = openFields(template)
  const names = open.map(([name]) => name)
  const surplus = Object.keys(given).filter((name) => !names.includes(name))
  return [
    ...surplus.map((name) => ({
      where,
      what: `it gives ${name}, which ${template.name} leaves no room for`,
      remedy: didYouMean(name, names),
      code: 'P213' as const,
    })),
    ...open.flatMap(([name, kind]) => {
      const value = given[name]
      if (typeof value === (kind === 'text' ? 'string' : 'number')) return []
      const what = value === undefined ? `${template.name} needs ${name}` : `${name} is "${value}", which is no ${kind}`
      const remedy = `Give it a ${kind}: email(…, { ${name}: ${kind === 'text' ? "'…'" : '6'} }).`
      return [{ where, what, remedy, code: 'P214' as const }]
    }),
  ]
}
