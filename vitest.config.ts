import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,commands,jobs,db,playground,samples,faults,test}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
