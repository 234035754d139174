/**
 * What is thrown in a workflow tells its three innermost places. The SDK notes as many of each promise, to show where a workflow waits:
 * with the ten that V8 keeps by itself, that is a good part of what it costs to live a run again (decision 32).
 */
Object.assign(Error, { stackTraceLimit: 3 })

export { lead } from './lead.ts'
