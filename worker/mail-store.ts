import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { z } from 'zod'

const summary = z.object({
  /** Counts from 1 in the order of arrival. */
  n: z.number().int(),
  messageId: z.string(),
  /** The recipients of the envelope. */
  to: z.array(z.string()),
  /** The From header, `Name <address>`. */
  from: z.string(),
  subject: z.string(),
  /** ISO 8601, in real time. */
  receivedAt: z.string(),
  /** Bytes. */
  size: z.number().int(),
})
export type MailSummary = z.infer<typeof summary>

/** Mails on disk: an index with a line each, and the raw text of the newest. What is held in memory is a few bytes a mail. */
export interface MailStore {
  add(raw: Buffer, recipients: readonly string[]): Promise<MailSummary>
  get(n: number): Promise<MailSummary | undefined>
  /** The mails after the one numbered `n`, oldest first. */
  after(n: number, limit: number): Promise<MailSummary[]>
  /** The mails before the one numbered `before`, newest first, of those whose recipients contain `recipient`. */
  newest(query: { before?: number | undefined; limit: number; recipient?: string | undefined }): Promise<MailSummary[]>
  /** The mail as it came; undefined when it is unknown or too old to be kept. */
  raw(n: number): Promise<Buffer | undefined>
  counts(): { received: number; uniqueMessageIds: number }
  close(): void
}

export const keptRaw = 20_000

/** Mails whose index lines are read together, and mails whose raw texts share a folder. */
const blockSize = 100
const shardSize = 1000

/** Opens the store in a folder, with all that was received there before. */
export async function openMailStore(folder: string): Promise<MailStore> {
  mkdirSync(folder, { recursive: true })
  const indexFile = join(folder, 'index.jsonl')
  const index = openSync(indexFile, 'a+')
  const messageIds = new Set<number>()
  /** Where in the index each block of lines begins. */
  const blocks: number[] = []
  let received = 0
  let length = 0

  const shard = (n: number): string => join(folder, 'raw', String(Math.floor(n / shardSize)))
  const rawFile = (n: number): string => join(shard(n), `${n}.eml`)

  function count(mail: MailSummary, bytes: number): void {
    if ((mail.n - 1) % blockSize === 0) blocks.push(length)
    if (mail.messageId !== '') messageIds.add(fingerprint(mail.messageId))
    received = mail.n
    length += bytes
  }

  for await (const line of linesOf(indexFile)) count(parseLine(line), Buffer.byteLength(line) + 1)
  // What a killed run wrote of its last line counts for nothing: its sender never got an answer.
  ftruncateSync(index, length)
  mkdirSync(shard(received + 1), { recursive: true })

  async function readBlock(block: number): Promise<string[]> {
    const start = blocks[block]
    if (start === undefined) return []
    const bytes = Buffer.alloc((blocks[block + 1] ?? length) - start)
    const file = await open(indexFile)
    try {
      await file.read(bytes, 0, bytes.length, start)
    } finally {
      await file.close()
    }
    return bytes.toString('utf8').split('\n').filter(Boolean)
  }

  async function after(n: number, limit: number): Promise<MailSummary[]> {
    const found: MailSummary[] = []
    for (let block = Math.floor(n / blockSize); block < blocks.length && found.length < limit; block += 1) {
      const mails = (await readBlock(block)).map(parseLine).filter((mail) => mail.n > n)
      found.push(...mails.slice(0, limit - found.length))
    }
    return found
  }

  return {
    after,
    get: async (n) => (await after(n - 1, 1)).find((mail) => mail.n === n),
    async add(raw, recipients) {
      const header = await readHeader(raw)
      // From here to the end nothing waits, so that the lines stand in the order of their numbers.
      const mail = {
        n: received + 1,
        ...header,
        to: [...recipients],
        receivedAt: new Date().toISOString(),
        size: raw.length,
      }
      if (mail.n % shardSize === 0) startShard(mail.n)
      writeFileSync(rawFile(mail.n), raw)
      count(mail, writeSync(index, `${JSON.stringify(mail)}\n`))
      return mail
    },
    async newest({ before = received + 1, limit, recipient = '' }) {
      const found: MailSummary[] = []
      const wanted = recipient.toLowerCase()
      for (let block = Math.floor((before - 2) / blockSize); block >= 0 && found.length < limit; block -= 1) {
        const lines = (await readBlock(block)).filter((line) => line.toLowerCase().includes(wanted)).toReversed()
        const mails = lines
          .map(parseLine)
          .filter(({ n, to }) => n < before && to.some((address) => address.toLowerCase().includes(wanted)))
        found.push(...mails.slice(0, limit - found.length))
      }
      return found
    },
    raw: (n) => readFile(rawFile(n)).catch(() => undefined),
    counts: () => ({ received, uniqueMessageIds: messageIds.size }),
    close: () => closeSync(index),
  }

  function startShard(n: number): void {
    mkdirSync(shard(n), { recursive: true })
    const oldest = n - keptRaw - shardSize
    if (oldest >= 0) rmSync(shard(oldest), { recursive: true, force: true })
  }
}

async function readHeader(raw: Buffer): Promise<Pick<MailSummary, 'messageId' | 'from' | 'subject'>> {
  const end = raw.indexOf('\r\n\r\n')
  const { messageId = '', subject = '', from } = await PostalMime.parse(end < 0 ? raw : raw.subarray(0, end + 4))
  const address = from?.address ?? ''
  return { messageId, subject, from: from?.name ? `${from.name} <${address}>` : address }
}

/** 52 bits of a hash: of a million ids, the odds that two share one are one in ten thousand. */
function fingerprint(messageId: string): number {
  return Number.parseInt(createHash('sha256').update(messageId).digest('hex').slice(0, 13), 16)
}

function parseLine(line: string): MailSummary {
  return summary.parse(JSON.parse(line))
}

/** The complete lines of a file; text after the last line break is left out. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
