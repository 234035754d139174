import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shippedProgramme } from '../worker/programme.ts'
import type { scratchFolder } from './scratch.ts'

/** How the first stage of finance-leaders reads in another version of the programme that ships. */
const edits = {
  /** A call before the second mail, which has another wait and other words for nobody who had it. */
  callAdded: `[first, wait('9 business days'), call('Ask how long their close takes', { due: '2 business days' }), ...others.slice(1)]`,
  /** The second mail and the listening to it are gone; a story takes their place. */
  mailReplaced: `[first, wait('4 business days'), email(mail.peerStory, { customer: 'Norwind', daysSaved: 6 })]`,
} as const

/** The folder of a programme that differs from the one that ships in the first stage of finance-leaders. */
export function programmeVersion(scratch: ReturnType<typeof scratchFolder>, edit: keyof typeof edits): string {
  const folder = join(scratch.path, edit)
  cpSync(join(shippedProgramme, 'templates'), join(folder, 'templates'), {
    recursive: true,
    filter: (file) => !file.endsWith('.ts'),
  })
  mkdirSync(join(folder, 'tracks'), { recursive: true })
  writeFileSync(
    join(folder, 'tracks', 'index.ts'),
    `import shipped from '${shippedProgramme}/tracks/index.ts'
import { call, email, wait } from '${shippedProgramme}/core/dsl.ts'
import * as mail from '${shippedProgramme}/templates/index.ts'
const [finance, ...rest] = shipped.tracks
const { recognise } = finance.stages
const [first, ...others] = recognise.steps
const steps = ${edits[edit]}
export default { ...shipped, tracks: [{ ...finance, stages: { ...finance.stages, recognise: { ...recognise, steps } } }, ...rest] }
`,
  )
  return folder
}
