import { Session } from 'node:inspector/promises'

/**
 * Collects the garbage of every thread beside the main one: that of the workflows is where a worker's memory is, and V8 lets it lie
 * until it needs the room.
 */
export async function collectInThreads(): Promise<void> {
  const session = new Session()
  session.connect()
  const threads: string[] = []
  const collected = new Map<string, () => void>()
  session.on('NodeWorker.attachedToWorker', ({ params }) => threads.push(params.sessionId))
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => collected.get(params.sessionId)?.())
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  for (const sessionId of threads) {
    const done = new Promise<void>((resolve) => collected.set(sessionId, resolve))
    const message = JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' })
    await session.post('NodeWorker.sendMessageToWorker', { sessionId, message })
    await done
  }
  await session.post('NodeWorker.disable')
  session.disconnect()
}
