import { didYouMean } from '../core/did-you-mean.ts'
import { placeOf } from '../core/place.ts'
import type { Problem } from '../core/problem.ts'
import type { ProgrammeDraft } from '../core/programme.ts'
import type { AnyTemplate } from '../core/template.ts'
import { isZone } from '../db/calendar.ts'
import * as shipped from '../templates/index.ts'

/** The mails that the engine itself sends to sales; a programme may bring its own words for each. */
export const systemTemplates = Object.values<AnyTemplate>(shipped).filter(({ purpose }) => purpose === 'system')

/** What these mails are made of. A programme's own file of the same name takes the place of each, as `brand.mjml`. */
export const systemParts = [...systemTemplates.map(({ name }) => name), 'layout-system', 'look', 'brand']

/** Whether a template that takes the place of one of the engine's mails asks only for what the engine gives. */
export function checkSystemTemplate(template: AnyTemplate): readonly Problem[] {
  const where = `template ${template.name}`
  const sent = systemTemplates.find(({ name }) => name === template.name)
  if (template.purpose !== 'system') {
    if (sent === undefined) return []
    return [{ where, what: 'the engine sends a mail of this name to sales', remedy: 'Rename it.', code: 'P218' }]
  }
  if (sent === undefined) {
    const names = systemTemplates.map(({ name }) => name)
    return [
      {
        where,
        what: 'the engine sends no system mail of this name',
        remedy: didYouMean(template.name, names),
        code: 'P218',
      },
    ]
  }
  return Object.entries(template.merge)
    .filter(([field, { kind }]) => sent.merge[field]?.kind !== kind)
    .map(([field, { kind }]) => ({
      where,
      what: `the engine gives it no ${kind} named ${field}`,
      remedy: didYouMean(field, Object.keys(sent.merge)),
      code: 'P218',
    }))
}

/** Whether every time zone that the programme names exists; `core/` knows no zones. */
export function checkZones({ tracks, quality, personas = [], behaviour }: ProgrammeDraft): readonly Problem[] {
  const named = [
    { where: `quality ${quality.name}, office`, zone: quality.office.zone, part: quality },
    ...tracks
      .filter(({ cadence }) => cadence.zone !== 'lead')
      .map((part) => ({ where: `track ${part.name}, cadence`, zone: part.cadence.zone, part })),
    ...personas.map((part) => ({ where: `persona ${part.persona}`, zone: part.zone, part })),
    ...(behaviour?.who?.places ?? []).map((part) => ({ where: 'behaviour, who.places', zone: part.zone, part })),
  ]
  return named
    .filter(({ zone }) => !isZone(zone))
    .map(({ where, zone, part }) => ({
      where,
      what: `there is no time zone ${zone}`,
      remedy: "Use an IANA name, as 'Europe/Berlin'.",
      code: 'P217',
      ...placeOf(part),
    }))
}
