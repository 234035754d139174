/**
 * What is thrown in a workflow tells its three innermost places. The SDK notes as many of each promise, to show where a workflow waits:
 * with the ten that V8 keeps by itself, that is a good part of what it costs to live a run again (decision 32).
 * Where these modules are not loaded before the SDK freezes what is global, it stays ten.
 */
Reflect.set(Error, 'stackTraceLimit', 3)

export { lead } from './lead.ts'
