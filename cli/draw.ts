import { writeFileSync } from 'node:fs'
import { Option, type Command } from 'commander'
import { didYouMean } from '../core/did-you-mean.ts'
import { diffTrack } from '../core/diff-track.ts'
import { problemLine } from '../core/problem.ts'
import { drawMermaid, drawSvg, triggersInWords, usualWidth } from '../core/draw.ts'
import type { DrawingOptions, Mark } from '../core/drawing.ts'
import type { Quality } from '../core/quality.ts'
import type { Track } from '../core/track.ts'
import { currentTracks } from '../db/definitions.ts'
import { liveOf } from '../db/live.ts'
import { Mistake } from './mistake.ts'
import { number } from './options.ts'
import { print } from './print.ts'
import { withSession, type Session } from './session.ts'

interface Options {
  readonly programme?: string
  readonly format: 'svg' | 'mermaid'
  readonly out?: string
  readonly width: number
  readonly live?: true
  readonly against?: 'published'
}

/** What is drawn, with the programme's words for what fires its triggers. */
interface Drawn {
  readonly tracks: readonly Track[]
  readonly quality: Quality
}

export function addDraw(program: Command): void {
  program
    .command('draw')
    .description('draw a track: its stages, touches, waits and branches, and the way to sales and back')
    .argument('[track]', 'its name, where the programme has several')
    .option('--programme <path>', 'the folder or module that holds it; . by default, with --live what is published')
    .addOption(
      new Option('--format <format>', 'an image, or text for a README').choices(['svg', 'mermaid']).default('svg'),
    )
    .option('--out <file>', 'write it there')
    .option(
      '--width <pixels>',
      'of an SVG, about: branches stand below one another where it is too narrow',
      number(300),
      usualWidth,
    )
    .option('--live', 'with the leads that stand at each step now, and what was sent and clicked')
    .addOption(new Option('--against <what>', 'mark what differs from what is published').choices(['published']))
    .addHelpText(
      'after',
      `
Examples:
  perennial draw finance-leaders --out finance-leaders.svg
  perennial draw finance-leaders --format mermaid
  perennial draw finance-leaders --live --out now.svg`,
    )
    .action(async (name: string | undefined, options: Options) => {
      const asksDatabase = options.live === true || options.against !== undefined
      const text = asksDatabase
        ? await withSession((session) => drawWith(session, name, options))
        : draw(choose(await fromFiles(options.programme ?? '.'), name), options)
      if (options.out === undefined) return print(text.trimEnd())
      write(options.out, text)
      print(`Drawn into ${options.out}.`)
    })
}

async function drawWith(session: Session, name: string | undefined, options: Options): Promise<string> {
  // Figures belong to what runs; files are drawn where they are asked for.
  const isPublished = options.programme === undefined && options.against === undefined
  const drawn = isPublished ? await published(session) : await fromFiles(options.programme ?? '.')
  const chosen = choose(drawn, name)
  const live = options.live ? { live: await liveOf(session.pool, chosen.track) } : {}
  const marked = options.against ? marks(await publishedAs(session, chosen.track.name), chosen.track) : {}
  return draw(chosen, options, { ...live, ...marked })
}

async function fromFiles(path: string): Promise<Drawn> {
  // What compiles can be drawn: whoever is to mend what `check` finds wants to see it.
  const { loadProgramme } = await import('../worker/programme.ts')
  const loaded = await loadProgramme(path)
  if ('ok' in loaded) return loaded.ok
  throw new Mistake(loaded.problems.map(problemLine).join('\n'))
}

async function published({ pool, definitions }: Session): Promise<Drawn> {
  const current = await currentTracks(pool)
  const all = await Promise.all(current.map(({ name, version }) => definitions.track(pool, name, version)))
  return { tracks: all.map(({ track }) => track), quality: (await definitions.quality(pool)).quality }
}

async function publishedAs(session: Session, name: string): Promise<Track> {
  const found = (await published(session)).tracks.find((track) => track.name === name)
  if (found !== undefined) return found
  throw new Mistake(`Track ${name} is not published yet, so all of it is new: draw it without --against.`)
}

interface Chosen {
  readonly track: Track
  readonly quality: Quality
}

function choose({ tracks, quality }: Drawn, name: string | undefined): Chosen {
  const names = tracks.map((track) => track.name)
  const found = name === undefined && tracks.length === 1 ? tracks[0] : tracks.find((track) => track.name === name)
  if (found !== undefined) return { track: found, quality }
  if (names.length === 0)
    throw new Mistake('There is no track to draw: publish one, or name a programme by --programme.')
  if (name === undefined)
    throw new Mistake(`Which track? There are ${names.join(', ')}: perennial draw ${names[0] ?? 'NAME'}`)
  throw new Mistake(`There is no track ${name}. ${didYouMean(name, names)}`)
}

function draw({ track, quality }: Chosen, { format, width }: Options, more: DrawingOptions = {}): string {
  const options = { triggers: triggersInWords(quality), ...more }
  return format === 'svg' ? drawSvg(track, { ...options, width }) : drawMermaid(track, options)
}

/** Steps that are new or differ, and in words what no step shows that is there. */
function marks(was: Track, is: Track): DrawingOptions {
  const changes = diffTrack(was, is)
  const stays = new Set(is.steps.map(({ id }) => id))
  const marked: Record<string, Mark> = {}
  const notes: string[] = []
  for (const { kind, step, sentence } of changes) {
    if (step === undefined || !stays.has(step)) notes.push(sentence)
    else if (kind === 'added') marked[step] = 'added'
    else marked[step] ??= 'changed'
  }
  return { marks: marked, notes: changes.length === 0 ? ['nothing differs from what is published'] : notes }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new Mistake(`${file} cannot be written: ${(error as Error).message}. Name a file in a folder that is there.`)
  }
}
