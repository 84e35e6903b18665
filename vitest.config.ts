import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,commands,jobs,db,playground,samples,faults,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Only what hangs runs into these: a machine that is slow for a while must not fail what is right.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
})
