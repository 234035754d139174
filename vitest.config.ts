import { defineConfig } from 'vitest/config'

/** Under it, `perennial-nurture` is our own source: for what vitest loads, and for what Node loads in its workers. */
const source = 'perennial-source'

/** The rooms without I/O: their tests need no server and must not wait for one. */
const pure = [
  'test/core/**/*.test.ts',
  'test/templates/**/*.test.ts',
  'test/tracks/**/*.test.ts',
  'test/types/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
]

/** Proofs of many minutes: `npm run test:slow`; the documents followed to the letter with the packed package, `npm run test:package`. */
const slow = [
  'test/worker/{upgrade,doctor,soak,quiet}.test.ts',
  'test/worker/bench*.test.ts',
  'test/{package,docs/docs}.test.ts',
]

export default defineConfig({
  ssr: { resolve: { conditions: [source, 'module', 'node', 'development|production'] } },
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    execArgv: [`--conditions=${source}`],
    // Generous, for machines that are busy with something else: a test that passes is quick all the same.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      { extends: true, test: { name: 'pure', include: pure } },
      {
        extends: true,
        test: {
          name: 'real',
          // Young tests on real servers may still look a moment too early: CI tries such a one once more, and the report says which.
          retry: process.env['CI'] ? 1 : 0,
          include: ['test/**/*.test.ts'],
          exclude: [...pure, ...slow],
          globalSetup: ['test/global-setup.ts'],
        },
      },
      { extends: true, test: { name: 'slow', include: slow, globalSetup: ['test/global-setup.ts'] } },
    ],
  },
})
