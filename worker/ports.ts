import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { processAt } from './processes.ts'

export interface PortRequest {
  /** What it is for, as the messages name it. */
  name: string
  /** The port that must be used; 0 asks for any free one. */
  given?: number | undefined
  /** The port to start looking from when none is given. */
  usual: number
}

/** Hands out ports on 127.0.0.1, never the same one twice. */
export function portChooser(log: (line: string) => void): (request: PortRequest) => Promise<number> {
  const handedOut = new Set<number>()

  return async function choose({ name, given, usual }) {
    const port = given === undefined ? await nextFree(name, usual) : await exactly(name, given)
    handedOut.add(port)
    return port
  }

  /** @throws when the port is taken */
  async function exactly(name: string, given: number): Promise<number> {
    const port = await tryPort(given)
    // The system may pick a port that was handed out but is not in use yet.
    if (given === 0 && port !== undefined && handedOut.has(port)) return exactly(name, given)
    if (port === undefined) {
      throw new Error(`Port ${given}, given for ${name}, is taken by ${holderOf(given)}. Free it or give another port.`)
    }
    return port
  }

  async function nextFree(name: string, usual: number): Promise<number> {
    for (let port = usual; port < usual + 100; port += 1) {
      if (handedOut.has(port) || (await tryPort(port)) === undefined) continue
      if (port !== usual) log(`port ${usual} is taken by ${holderOf(usual)}: ${name} uses ${port} instead`)
      return port
    }
    throw new Error(`No port from ${usual} to ${usual + 99} is free for ${name}. Free one or give another port.`)
  }
}

/** The port, when it can be listened on; for 0 the one that the system picked. */
async function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}

/** Who listens on a port, in words. */
function holderOf(port: number): string {
  const pid = pidFromProc(port) ?? pidFromLsof(port)
  const command = pid === undefined ? undefined : processAt(pid)?.command
  return command ? `process ${pid} (${command.slice(0, 80)})` : 'another program'
}

function pidFromProc(port: number): number | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0')
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    lines(table).map((line) => line.trim().split(/\s+/)),
  )
  const inodes = new Set(
    sockets.filter(([, local, , state]) => local?.endsWith(`:${hexPort}`) && state === '0A').map((fields) => fields[9]),
  )
  return numbersIn('/proc').find((pid) =>
    numbersIn(`/proc/${pid}/fd`).some((fd) => inodes.has(inodeOf(`/proc/${pid}/fd/${fd}`))),
  )
}

function inodeOf(openFile: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(openFile))?.[1] ?? 'not a socket'
  } catch {
    return 'closed since'
  }
}

function pidFromLsof(port: number): number | undefined {
  try {
    const listening = execFileSync('lsof', ['-nPt', `-iTCP:${port}`, '-sTCP:LISTEN'], { stdio: 'pipe', timeout: 3000 })
    return Number.parseInt(listening.toString(), 10) || undefined
  } catch {
    return undefined
  }
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}
