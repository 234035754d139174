import { personaCalendar } from '../core/persona-calendar.ts'
import { livePersona } from '../core/simulate-persona.ts'
import { serveEdge } from '../edge/server.ts'
import type { StudioDeps } from '../edge/studio-deps.ts'
import { createStudio } from '../edge/studio.ts'
import { createSender } from '../mail/send.ts'
import { devState } from './dev-state.ts'
import { folderOf, watchFolder } from './dev-watch.ts'
import { parseMailbox } from './env.ts'
import { portChooser } from './ports.ts'
import { personaLifeOf } from './simulation.ts'

export interface DevOptions {
  /** As `loadProgramme` takes it. */
  readonly path: string
  /** Must be used; 0: any that is free. */
  readonly port?: number | undefined
  /** `SMTP_URL`, `SEND_TO`, `MAIL_FROM` and `POSTAL_ADDRESS`. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: (line: string) => void
}

export interface Dev {
  readonly url: string
  /** Resolves when what is on disk was looked at for the first time. */
  readonly looked: Promise<void>
  stop(): Promise<void>
}

const lookEveryMs = 300

/**
 * Serves pages that show a programme as it is on disk, on 127.0.0.1 only.
 * @throws where the given port is taken
 */
export async function startDev({ path, port: given, env, log }: DevOptions): Promise<Dev> {
  const folder = folderOf(path)
  const port = await portChooser(log)({ name: 'the preview', given, usual: 4400 })
  const state = devState(path, folder)
  const brand = parseMailbox(env['MAIL_FROM'] ?? '')
  const sending = sendingOf(env)
  const deps: StudioDeps = {
    folder,
    preview: state.preview,
    onChange: state.onChange,
    calendarOf: (_, persona, days) => {
      const loaded = state.loaded()
      if (loaded === undefined) throw new Error('a calendar was asked for before anything was loaded')
      const from = new Date().toISOString().slice(0, 10)
      const life = personaLifeOf(loaded, persona, { days, from })
      return personaCalendar(livePersona(life), persona.persona, life.from, life.calendar)
    },
    sending,
    senderName: brand?.name ?? 'Your brand',
    postalAddress: env['POSTAL_ADDRESS'] || 'Your postal address',
    now: Date.now,
  }
  const studio = createStudio(deps)
  const served = await serveEdge(studio.app, port)
  const unwatch = watchFolder(folder, lookEveryMs, () => void state.look())
  return {
    url: served.url,
    looked: state.look(),
    async stop() {
      unwatch()
      studio.close()
      if ('sender' in sending) sending.sender.close()
      await served.close()
    },
  }
}

/** A test mail leaves for those only whom `SEND_TO` names, as any other mail. */
function sendingOf(env: DevOptions['env']): StudioDeps['sending'] {
  const { SMTP_URL: smtpUrl = '', SEND_TO: sendTo = '', MAIL_FROM: mailFrom = '' } = env
  if (!/^smtps?:\/\//.test(smtpUrl)) {
    return { missing: 'No mail server is given: start perennial dev with SMTP_URL=smtp://user:password@host:587.' }
  }
  if (sendTo === '')
    return { missing: 'Nobody may get mail yet: set SEND_TO to the addresses that may, as you@example.com.' }
  const from = parseMailbox(mailFrom)
  return { sender: createSender({ smtpUrl, maxConnections: 1 }), sendTo, ...(from && { from }) }
}
