import { startInbox } from './inbox.ts'

/** The mail server's own process: an inbox that has a mail on disk before it says so, and has it still after a kill. */
const { FOLDER = '', SMTP_PORT, HTTP_PORT } = process.env
const inbox = await startInbox({ folder: FOLDER, smtpPort: Number(SMTP_PORT), httpPort: Number(HTTP_PORT) })
console.log('"started"')
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void inbox.stop())
