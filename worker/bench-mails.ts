import { linksOf, valuesOfLead } from '../core/merge.ts'
import type { CompiledTemplate } from '../mail/compile.ts'
import { buildMessage, type Message } from '../mail/message.ts'
import { fill } from '../mail/render.ts'
import { signToken } from '../mail/tokens.ts'
import { benchTrack } from './bench-programme.ts'
import { benchSettings } from './bench-settings.ts'
import type { LoadedProgramme } from './programme.ts'

const { letterhead } = benchSettings({})

/** Writes the mails of the track of the benchmarks, for made-up leads: rendered and built as a touch does. */
export function mailWriter(programme: LoadedProgramme): (nth: number) => Message {
  const compiled = new Map(programme.templates.map(({ name, compiled }) => [name, compiled as CompiledTemplate]))
  const steps = programme.tracks.find(({ name }) => name === benchTrack)?.steps ?? []
  const mails = steps.flatMap((step) => (step.kind === 'email' ? [step] : []))

  return (nth) => {
    const step = mails[nth % mails.length]
    const template = step && compiled.get(step.template)
    if (step === undefined || template === undefined) throw new Error('the track of the benchmarks sends no mail')
    const { merge } = template.template
    const links = Object.keys(linksOf(merge)).map((name) => [
      name,
      `${letterhead.publicUrl}/c/${signToken(letterhead.linkKeys, 'click', `${nth}.${name}`)}`,
    ])
    const unsubscribeUrl = `${letterhead.publicUrl}/u/${signToken(letterhead.linkKeys, 'unsubscribe', `lead-${nth}.${nth}`)}`
    const content = fill(template, {
      ...step.given,
      ...valuesOfLead(merge, { firstName: 'Ida', lastName: 'Norlund', company: `Company ${nth % 500}`, country: 'DE' }),
      ...Object.fromEntries(links),
      unsubscribeUrl,
      ownerName: 'Ledgerline',
      senderName: 'Ledgerline',
      postalAddress: letterhead.postalAddress,
    })
    const built = buildMessage({
      key: `mail/${nth}`,
      to: { address: `lead-${nth}@company-${nth % 500}.test`, name: 'Ida Norlund' },
      sender: letterhead.brand,
      date: Date.UTC(2027, 0, 4),
      content,
      marketing: {
        unsubscribeUrl,
        listId: `${benchTrack}.ledgerline.test`,
        feedback: { track: benchTrack, template: step.template, sender: 'perennial' },
      },
    })
    if ('ok' in built) return built.ok
    throw new Error(built.why)
  }
}
