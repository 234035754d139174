import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { startInbox } from '../worker/inbox.ts'
import type { Inbox, Mail, MailList } from '../worker/inbox.ts'
import type { Faults } from '../worker/inbox-smtp.ts'
import { scratchFolder } from './scratch.ts'
import { templateDatabase, withDatabase, withServer } from './template-database.ts'

/** `host:port` of the Temporal server of this test run. */
export function temporalAddress(): string {
  return inject('temporalAddress')
}

/** A migrated database that nobody else uses. */
export async function freshDatabase(): Promise<{ databaseUrl: string; drop(): Promise<void> }> {
  const server = inject('databaseUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = await templateDatabase(server)
  await withServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  return {
    databaseUrl: withDatabase(server, name),
    drop: () => withServer(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  }
}

/** An inbox of one's own, asked over HTTP as anyone would. */
export interface TestInbox extends Inbox {
  mails(after?: number): Promise<Mail[]>
  count(): Promise<{ received: number; uniqueMessageIds: number }>
  setFaults(faults: Faults): Promise<void>
}

export async function freshInbox(): Promise<TestInbox> {
  const folder = scratchFolder('inbox')
  const inbox = await startInbox({ folder: folder.path, smtpPort: 0, httpPort: 0 })
  const get = async <T>(path: string): Promise<T> => JSON.parse(await (await fetch(`${inbox.url}/api${path}`)).text())
  return {
    ...inbox,
    async mails(after = 0) {
      const { mails } = await get<MailList>(`/mails?after=${after}&limit=1000`)
      return Promise.all(mails.map(({ n }) => get<Mail>(`/mails/${n}`)))
    },
    count: () => get('/count'),
    async setFaults(faults) {
      const answer = await fetch(`${inbox.url}/api/faults`, { method: 'PUT', body: JSON.stringify(faults) })
      if (!answer.ok) throw new Error(await answer.text())
    },
    async stop() {
      await inbox.stop()
      folder.remove()
    },
  }
}
