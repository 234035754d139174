/** A mail as one lead would get it, without a lead: filled from a persona and from what was typed into the page. */
import { linksOf, valuesOfLead, type LeadField } from '../core/merge.ts'
import type { Persona } from '../core/persona.ts'
import { inOutline, outline } from '../core/outline.ts'
import { contentId } from '../core/template.ts'
import { tagged } from '../core/utm.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import { render, type MergeValue, type Rendered } from '../mail/render.ts'
import { inExactly } from '../mail/translations.ts'
import type { PreviewedProgramme, StudioDeps } from './studio-deps.ts'

/** A step that sends a mail, with what it gives it. */
export interface Use {
  readonly track: string
  readonly step: string
  /** Where the step stands, in words. */
  readonly where: string
  readonly content: string
  readonly given: Readonly<Record<string, string | number>>
}

/** Every step that sends this mail, in the order of the tracks; of a cast, that it may. */
export function usesOf({ tracks }: PreviewedProgramme, { template }: CompiledTemplate): readonly Use[] {
  return tracks.flatMap((track) => {
    const at = new Map(outline(track).map((placed) => [placed.id, inOutline(placed)]))
    const sent = track.steps.flatMap((step): readonly Use[] =>
      step.kind === 'email' && step.template === template.name
        ? [
            {
              track: track.name,
              step: step.id,
              where: at.get(step.id) ?? step.id,
              content: step.content,
              given: step.given,
            },
          ]
        : [],
    )
    const cast = (track.pieces ?? [])
      .filter((piece) => piece.template === template.name)
      .map(({ content, given }) => ({
        track: track.name,
        step: content,
        where: 'a piece of its casts',
        content,
        given,
      }))
    return [...sent, ...cast]
  })
}

/** Whom a mail is filled for, and how. */
export interface Filling {
  readonly persona?: Persona | undefined
  /** Fields of the lead as they were typed, by name; they win over the persona. */
  readonly typed: Readonly<Partial<Record<LeadField, string>>>
  /** One of the template's other languages; null: its own. */
  readonly language: string | null
  readonly use?: Use | undefined
}

export interface Filled extends Rendered {
  readonly language: string
  /** Every field that the mail takes from the lead, with what is known of it. */
  readonly fields: readonly { readonly field: LeadField; readonly known: string; readonly fallback: string }[]
  /** The tracked links, by where they lead. */
  readonly tracked: ReadonlySet<string>
}

/** Fills a mail. What only a real lead has (its owner, its links to us) is the programme's first rep, and a page of the preview. */
export function fill(
  deps: StudioDeps,
  programme: PreviewedProgramme,
  mail: CompiledTemplate,
  filling: Filling,
  origin: string,
): Filled {
  const { body, language: other, merge } = inExactly(mail, filling.language)
  const language = other ?? mail.template.language
  const known = { ...knownOf(filling.persona), ...filling.typed }
  const links = Object.fromEntries(
    Object.entries(linksOf(merge)).map(([name, url]) => [name, targetOf(mail, url, language, filling.use)]),
  )
  const rendered = render(
    { ...mail, ...body },
    {
      ...stoodIn(mail),
      ...filling.use?.given,
      ...valuesOfLead(merge, known),
      ...links,
      unsubscribeUrl: `${origin}/unsubscribe`,
      ownerName: programme.reps[0]?.name ?? deps.senderName,
      senderName: deps.senderName,
      postalAddress: deps.postalAddress,
    },
  )
  const fields = Object.values(merge).flatMap((field) =>
    field.kind === 'lead' ? [{ field: field.field, known: known[field.field] ?? '', fallback: field.fallback }] : [],
  )
  return {
    ...rendered,
    language,
    fields: [...new Map(fields.map((field) => [field.field, field])).values()],
    tracked: new Set(Object.values(links)),
  }
}

function knownOf(persona: Persona | undefined): Readonly<Partial<Record<LeadField, string>>> {
  if (persona === undefined) return {}
  return {
    ...(persona.country === undefined ? {} : { country: persona.country }),
    ...Object.fromEntries(Object.entries(persona.facts ?? {}).map(([fact, value]) => [`fact:${fact}`, value])),
  }
}

/** Where a tracked link leads from the mail of this step, as the edge sends it on. */
function targetOf({ template, utm }: CompiledTemplate, url: string, language: string, use: Use | undefined): string {
  if (utm === undefined || template.purpose === 'system' || use === undefined) return url
  const { name, theme, stage, purpose } = template
  return tagged(url, utm, { track: use.track, step: use.step, template: name, theme, stage, purpose, language })
}

/** What only the engine or a step can give, by its name in brackets, so that nobody takes it for words of the mail. */
function stoodIn({ template }: CompiledTemplate): Record<string, MergeValue> {
  return Object.fromEntries(
    Object.entries(template.merge).flatMap(([name, { kind }]): readonly [string, MergeValue][] => {
      if (kind === 'text') return [[name, `[${name}]`]]
      if (kind === 'number') return [[name, 0]]
      if (kind === 'lines') return [[name, [`[${name}, line 1]`, `[${name}, line 2]`]]]
      return kind === 'url' ? [[name, 'https://example.com/']] : []
    }),
  )
}

/** A name for the mail in lists: with what a step gives it. */
export const titleOf = ({ template }: CompiledTemplate, use: Use | undefined): string =>
  use?.content ?? contentId(template)
