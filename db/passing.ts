/** Postgres classes: connection, resources, operator intervention, rollback, and a row that another holds. */
const passing = /^(08|40|53|55|57|XX)...$/
const network = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|CONNECTION)/
/** pg says these without a code. */
const unanswered =
  /connection terminated|timeout exceeded|read timeout|client has encountered|connection error|not queryable/i

/** Whether it failed for a server that is down or busy, and may well succeed when it is tried again. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && (network.test(code) || passing.test(code) || isUnreached(error))
}

/** What Postgres or the network calls it; `CONNECTION` where pg only says so in words. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== undefined)
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error && unanswered.test(error.message) ? 'CONNECTION' : undefined
}

/** A socket that is not there, as that of a Postgres on this machine while it is down. */
function isUnreached(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'connect'
}
