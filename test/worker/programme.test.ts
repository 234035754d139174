import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { problemLine, type Checked } from '../../core/problem.ts'
import { Definitions, currentTracks, currentVersion } from '../../db/definitions.ts'
import { openPool, type Pool } from '../../db/pool.ts'
import type { Publication } from '../../db/publish.ts'
import { allReps } from '../../db/reps.ts'
import type { CompiledTemplate } from '../../mail/compile.ts'
import { loadProgramme, publishProgramme, shippedProgramme } from '../../worker/programme.ts'
import { scratchFolder } from '../scratch.ts'
import { freshDatabase } from '../stack-fixture.ts'

const scratch = scratchFolder('programme')
afterAll(() => scratch.remove())

/** A business in a folder of its own: the words that ship, and these files. */
function business(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(scratch.path, name)
  cpSync(join(shippedProgramme, 'templates'), join(folder, 'templates'), {
    recursive: true,
    filter: (file) => !file.endsWith('.ts'),
  })
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), content.replaceAll('~/', `${shippedProgramme}/`))
  }
  return folder
}

const inherits = "import shipped from '~/tracks/index.ts'\nimport * as mail from '~/templates/index.ts'\n"

async function problemsOf(path: string): Promise<string[]> {
  const loaded: Checked<Publication> = await loadProgramme(path)
  return 'problems' in loaded ? loaded.problems.map((problem) => problemLine(problem).replace(scratch.path, '…')) : []
}

async function load(path?: string): Promise<Publication> {
  const loaded = await loadProgramme(path)
  if ('problems' in loaded) throw new Error(loaded.problems.map(problemLine).join('\n'))
  return loaded.ok
}

describe('loading a programme', () => {
  test('the one that ships comes with the words of every mail, those to sales too', async () => {
    const { tracks, templates } = await load()
    expect(tracks.map(({ name }) => name)).toEqual(['finance-leaders', 'operations-leaders', 'not-ready-yet'])
    expect(templates.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['close-benchmark', 'handoff', 'call-task']),
    )
    expect(await load(join(shippedProgramme, 'tracks', 'index.ts'))).toEqual(await load())
  })

  test('one without mails to sales of its own gets those that ship', async () => {
    const folder = business('borrows', {
      'tracks/index.ts': `${inherits}const templates = Object.values(mail).filter(({ purpose }) => purpose !== 'system')
        export default { ...shipped, templates }`,
    })
    const [own, all] = [await load(folder), await load()]
    expect(own.templates.find(({ name }) => name === 'handoff')).toEqual(
      all.templates.find(({ name }) => name === 'handoff'),
    )
  })

  const wordsOf = ({ templates }: Publication, named: string): string =>
    JSON.stringify(templates.find(({ name }) => name === named)?.compiled)
  const withoutSales = `${inherits}const templates = Object.values(mail).filter(({ purpose }) => purpose !== 'system')
    export default { ...shipped, templates }`
  const part = (words: string): string =>
    `<mj-section><mj-column><mj-text>${words}</mj-text></mj-column></mj-section>\n`

  test('mails to sales that ship carry the brand of the programme, or the name of the sender', async () => {
    const own = business('own brand', {
      'tracks/index.ts': withoutSales,
      'templates/brand.mjml': part('Norwind'),
    })
    expect(wordsOf(await load(own), 'handoff')).toContain('Norwind')
    const none = business('no brand', { 'tracks/index.ts': withoutSales })
    for (const file of ['brand', 'look', 'layout-system', 'handoff']) rmSync(join(none, 'templates', `${file}.mjml`))
    expect(wordsOf(await load(none), 'handoff')).toContain('"field":"senderName"')
  })

  test('a file of its own takes the place of the words that ship', async () => {
    const every = '{{leadName}} {{company}} {{endedAt}} {{next}} <a href="{{handoffUrl}}">it</a>'
    const folder = business('own words', {
      'tracks/index.ts': withoutSales,
      'templates/handoff-taken-back.mjml': part(`We took it back: ${every}`),
    })
    expect(wordsOf(await load(folder), 'handoff-taken-back')).toContain('We took it back: ')
  })

  test.each([
    [
      'a path that is not there',
      {},
      'nothing.ts',
      '…/a path that is not there/nothing.ts: there is no such file or folder.',
    ],
    [
      'a folder without tracks',
      {},
      '',
      '…/a folder without tracks: the folder holds no programme. Put it into tracks/index.ts there',
    ],
    [
      'a file that is no module',
      { 'a.csv': 'Id' },
      'a.csv',
      '…/a file that is no module/a.csv: it is not a module. Name a file that ends in .ts',
    ],
    [
      'a module that cannot be read',
      { 'index.ts': 'export default {' },
      '',
      '…/a module that cannot be read/index.ts:1: it cannot be read: Expected identifier',
    ],
    [
      'a module that throws',
      { 'index.ts': 'throw new Error("no luck")' },
      '',
      '…/a module that throws/index.ts: it cannot be loaded: no luck.',
    ],
    [
      'a module without a default',
      { 'index.ts': 'export const x = 1' },
      '',
      '…/a module without a default/index.ts: its default export is no programme. Write: export default programme(',
    ],
    [
      'a programme without reps',
      { 'index.ts': `${inherits}export default { ...shipped, reps: undefined }` },
      '',
      '…/a programme without reps/index.ts, reps: Invalid input',
    ],
    [
      'a time zone that does not exist',
      {
        'index.ts': `${inherits}const { quality } = shipped
          export default { ...shipped, quality: { ...quality, office: { zone: 'Europe/Berlim', country: 'DE' } } }`,
      },
      '',
      'quality ledgerline, office: there is no time zone Europe/Berlim.',
    ],
    [
      'a mail without words',
      {
        'index.ts': `${inherits}const peerStory = { ...mail.peerStory, name: 'peer-stories' }
          export default { ...shipped, templates: { ...mail, peerStories: peerStory } }`,
      },
      '',
      '…/a mail without words/templates/peer-stories.mjml: the template peer-stories has no file. Did you mean peer-story?',
    ],
    [
      'a mail to sales that asks for what nobody gives',
      {
        'index.ts': `${inherits}const handoff = { ...mail.handoff, merge: { ...mail.handoff.merge, leadNam: { kind: 'text' } } }
          export default { ...shipped, templates: { ...mail, handoff } }`,
      },
      '',
      'template handoff: the engine gives it no text named leadNam. Did you mean leadName?',
    ],
    [
      'a mistake in a track',
      { 'index.ts': `${inherits}export default { ...shipped, quality: { ...shipped.quality, intake: 'nowhere' } }` },
      '',
      'quality ledgerline, intake: there is no track nowhere.',
    ],
  ])('%s is told with its place and a remedy', async (name, files, path, said) => {
    expect(await problemsOf(join(business(name, files), path))).toContainEqual(expect.stringContaining(said))
  })

  test('a module that changed is read anew', async () => {
    const write = (goal: string): string =>
      business('edited', {
        'index.ts': `${inherits}const [first, ...rest] = shipped.tracks
          export default { ...shipped, tracks: [{ ...first, goal: '${goal}' }, ...rest] }`,
      })
    expect((await load(write('One thing'))).tracks[0]?.goal).toBe('One thing')
    expect((await load(write('Another'))).tracks[0]?.goal).toBe('Another')
  })
})

describe('publishing a programme', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let pool: Pool
  beforeEach(async () => {
    database = await freshDatabase()
    pool = openPool(database.databaseUrl)
  })
  afterEach(async () => {
    await pool.end()
    await database.drop()
  })

  test('makes its tracks, mails, quality definition and people current', async () => {
    const programme = await load()
    const published = await publishProgramme(pool, programme, 'ines')
    expect(published.filter(({ kind }) => kind !== 'template').map(({ name }) => name)).toEqual([
      'finance-leaders',
      'operations-leaders',
      'not-ready-yet',
      'quality',
    ])
    expect(await currentTracks(pool)).toHaveLength(3)
    expect((await new Definitions().quality(pool)).quality).toEqual(programme.quality)
    expect((await allReps(pool)).map(({ id }) => id).sort()).toEqual(programme.reps.map(({ id }) => id).sort())
  })

  test('keeps the mail to sales as it is rendered from', async () => {
    const programme = await load()
    await publishProgramme(pool, programme, 'ines')
    const version = (await currentVersion(pool, 'template', 'handoff')) ?? ''
    const stored = await new Definitions().template<CompiledTemplate>(pool, 'handoff', version)
    expect(stored).toEqual(programme.templates.find(({ name }) => name === 'handoff')?.compiled)
  })

  test('twice changes nothing', async () => {
    await publishProgramme(pool, await load(), 'ines')
    expect(await publishProgramme(pool, await load(), 'ines')).toEqual([])
  })

  test('with an edit makes a new version, and the old one stays for those who run it', async () => {
    const before = await load()
    await publishProgramme(pool, before, 'ines')
    const old = (await currentVersion(pool, 'track', 'finance-leaders')) ?? ''
    const tracks = before.tracks.map((track) =>
      track.name === 'finance-leaders' ? { ...track, goal: 'Another goal' } : track,
    )
    const changed = await publishProgramme(pool, { ...before, tracks }, 'ines')
    expect(changed).toMatchObject([{ kind: 'track', name: 'finance-leaders' }])
    const definitions = new Definitions()
    expect((await definitions.track(pool, 'finance-leaders', changed[0]?.version ?? '')).track.goal).toBe(
      'Another goal',
    )
    expect((await definitions.track(pool, 'finance-leaders', old)).track).toEqual(before.tracks[0])
  })
})
