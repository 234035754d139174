/**
 * Mutation testing of `core/`; see docs/mutation.md.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  // Runs the tests in one process, one mutant after the other.
  testRunner: 'one-process',
  plugins: ['./test/mutation/runner.mjs', './test/mutation/words.mjs'],
  testRunnerNodeArgs: ['--conditions', 'perennial-source'],
  coverageAnalysis: 'perTest',
  mutate: [
    'core/**/*.ts',
    // Pictures: where a box stands and how a line bends is judged by an eye. Their tests hold what would mislead a reader.
    '!core/draw*.ts',
  ],
  ignorers: ['words'],
  // A table that is built while its module loads could only be tried by loading everything anew for each of its entries.
  ignoreStatic: true,
  // Stryker rewrites the paths of a tsconfig through an API that TypeScript 7 no longer has. Nothing here reads one.
  tsconfigFile: 'none',
  // All in the cache folder, which git, the linter and the formatter leave alone.
  incremental: true,
  incrementalFile: '.perennial/mutation/incremental.json',
  tempDirName: '.perennial/mutation/sandbox',
  ignorePatterns: ['.perennial', 'dist', 'docs', 'deploy', 'test/histories'],
  reporters: ['clear-text', 'json', 'html', 'progress-append-only'],
  clearTextReporter: { reportTests: false, allowEmojis: false },
  jsonReporter: { fileName: '.perennial/mutation/report.json' },
  htmlReporter: { fileName: '.perennial/mutation/report.html' },
  // Generous: a busy machine must not look like a mutant that runs for ever.
  timeoutMS: 30_000,
  timeoutFactor: 3,
  dryRunTimeoutMinutes: 30,
  thresholds: { high: 95, low: 85, break: 85 },
}
