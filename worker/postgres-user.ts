import { execFileSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** How to run Postgres's programs: as ourselves, or, since they refuse to run as root, as the user `postgres`. */
export interface PostgresUser {
  /** Undefined when the programs run as ourselves. */
  ids?: { uid: number; gid: number }
  /** The command to really run, given the command and the folders that it must be able to reach. */
  wrap(command: string, args: readonly string[], folders: readonly string[]): PostgresCommand
}

export interface PostgresCommand {
  command: string
  args: readonly string[]
  user?: { uid: number; gid: number }
}

/** @throws when we are root and there is no user `postgres` and none can be made */
export function postgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return { wrap: (command, args) => ({ command, args }) }
  const user = idsOf('postgres') ?? createUser()
  return {
    ids: user,
    wrap(command, args, folders) {
      const closed = [command, ...folders].find((path) => !isReachable(path))
      if (closed === undefined) return { command, args, user }
      return { command: setpriv(closed), args: [...enterEverywhere(user), command, ...args] }
    },
  }
}

/** A folder that only root may enter (a clone in /root) needs a right that root can lend to its child. */
function enterEverywhere({ uid, gid }: { uid: number; gid: number }): string[] {
  // Docker grants its containers this one, but not the lesser dac_read_search.
  const right = '+dac_override'
  return [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    `--inh-caps=${right}`,
    `--ambient-caps=${right}`,
  ]
}

function setpriv(closed: string): string {
  const found = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
  if (found) return found
  throw new Error(
    `Postgres refuses to run as root, and the user postgres, whom it runs as, may not enter ${closed}. ` +
      'Run Perennial as an ordinary user or from a folder that everyone may enter, or set DATABASE_URL.',
  )
}

/** Whether other users may enter every folder above a path. */
function isReachable(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

function createUser(): { uid: number; gid: number } {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--shell', '/bin/false', 'postgres'], { stdio: 'pipe' })
  } catch (error) {
    throw new Error(
      'Postgres refuses to run as root, and no user postgres could be made for it. ' +
        'Run Perennial as an ordinary user, or set DATABASE_URL.',
      { cause: error },
    )
  }
  const user = idsOf('postgres')
  if (!user) throw new Error('The user postgres was made but cannot be found. Set DATABASE_URL instead.')
  return user
}

function idsOf(name: string): { uid: number; gid: number } | undefined {
  try {
    const id = (flag: string): number =>
      Number.parseInt(execFileSync('id', [flag, name], { stdio: 'pipe' }).toString(), 10)
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return undefined
  }
}
