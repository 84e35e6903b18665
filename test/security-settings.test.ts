import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSettings, SettingsError } from '../src/start/settings.js'

const complete = {
  DRUMBEAT_KEY: 'ab'.repeat(32),
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_SIGNING_SECRET: 'signing-secret',
  TEAMS_APP_ID: 'app',
  TEAMS_APP_SECRET: 'app-secret',
  TEAMS_TENANT_ID: 'tenant',
}

const settings = (more: Record<string, string>) => readSettings({ ...complete, ...more }, '/tmp')

/** Every variable that the environment's schema names. */
const variables = [...readFileSync('src/start/settings.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): given,$/gm)].map(
  ([, name = '']) => name,
)

/** The program's own code, without its tests. */
const code = ['src', 'commands', 'jobs', 'db'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.ts$/.test(name))
    .map((name) => ({ file: join(folder, name), text: readFileSync(join(folder, name), 'utf8') })),
)

describe('no setting lets unsigned requests in (ASVS 9.1.1)', () => {
  test('the variables are those that the operators read about, and none is about checking', () => {
    expect(variables.length).toBeGreaterThan(15)
    const page = readFileSync('docs/operating.md', 'utf8')
    expect(variables.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
    expect(
      variables.filter((name) => /VERIF|VALID|CHECK|AUTH|SIGN(?!ING_SECRET)|INSECURE|TRUST|SKIP|DISABLE/.test(name)),
    ).toEqual([])
  })

  test.each(variables.filter((name) => !(name in complete)))(
    'whatever %s is, both checks stand as they did',
    (name) => {
      for (const value of ['0', '1', 'false', 'true', 'off', 'none', 'development', 'test', 'http://127.0.0.1:1']) {
        let read: ReturnType<typeof readSettings>
        try {
          read = settings({ [name]: value })
        } catch (error) {
          expect(error).toBeInstanceOf(SettingsError)
          continue
        }
        expect(read.slack?.signingSecret).toBe(complete.SLACK_SIGNING_SECRET)
        expect(read.teams).toMatchObject({
          appId: complete.TEAMS_APP_ID,
          loginUrl: name === 'TEAMS_LOGIN_URL' ? value : null,
        })
      }
    },
  )

  test('the two switches of the libraries that would skip a check stand in one place each, where our own check is in front', () => {
    const switched = (pattern: RegExp) =>
      code.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([hit]) => `${file}: ${hit}`))
    expect(switched(/signatureVerification: \w+/g)).toEqual([
      'src/platforms/slack/app.ts: signatureVerification: false',
    ])
    expect(switched(/isAuthenticationDisabled: .*/g)).toEqual([
      'src/platforms/teams/auth/botbuilder.ts: isAuthenticationDisabled: async () => false,',
    ])
    // The receiver that checks nothing is reached through the listener that does, and by nobody else.
    expect(switched(/receiver\.requestListener\(/g)).toEqual([
      'src/platforms/slack/listener.ts: receiver.requestListener(',
    ])
    expect(switched(/isSigned\(front/g)).toEqual(['src/platforms/slack/listener.ts: isSigned(front'])
    expect(switched(/NODE_TLS_REJECT_UNAUTHORIZED|rejectUnauthorized/g)).toEqual([])
  })
})

describe('another login service than Microsoft’s', () => {
  test.each([
    'https://login.evil.example',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.1@evil.example',
    'http://localhost:3001',
    'http://10.0.0.1',
    'http://169.254.169.254',
    'http://[::1]:3001',
    'http://0.0.0.0',
    'file:///etc/passwd',
    '127.0.0.1',
  ])('is refused at %s, because its owner could forge everybody (ASVS 9.1.3)', (address) => {
    expect(() => settings({ TEAMS_LOGIN_URL: address })).toThrow(/TEAMS_LOGIN_URL is for the playground/)
  })

  test('is taken on this machine, and in production nowhere (ASVS 9.1.3)', () => {
    const local = { TEAMS_LOGIN_URL: 'http://127.0.0.1:3001/login' }
    expect(settings(local).teams?.loginUrl).toBe(local.TEAMS_LOGIN_URL)
    expect(() => settings({ ...local, NODE_ENV: 'production' })).toThrow(/TEAMS_LOGIN_URL/)
  })
})

describe('another Slack than Slack', () => {
  test.each([
    'https://evilslack.com/api/',
    'https://slack.evil.example/api/',
    'https://slack.com.evil.example/api/',
    'https://evil-slack.com.example/',
    'http://slack.com/api/',
    'http://10.0.0.1/api/',
    'http://localhost/api/',
    'slack',
  ])('is refused at %s, because it would be given the token (ASVS 1.3.6)', (address) => {
    expect(() => settings({ SLACK_API_URL: address })).toThrow(/SLACK_API_URL must be/)
  })

  test('is taken on this machine, and in production nowhere; Slack for governments everywhere', () => {
    const local = { SLACK_API_URL: 'http://127.0.0.1:3001/slack/api/' }
    expect(settings(local).slack?.apiUrl).toBe(local.SLACK_API_URL)
    expect(() => settings({ ...local, NODE_ENV: 'production' })).toThrow(/SLACK_API_URL/)
    const government = { SLACK_API_URL: 'https://slack-gov.com/api/', NODE_ENV: 'production' }
    expect(settings(government).slack?.apiUrl).toBe(government.SLACK_API_URL)
  })
})

test('Teams is never open to every tenant: in their own, anybody may give a user one of our addresses (ASVS 8.4.1)', () => {
  const { TEAMS_TENANT_ID: _, ...tenantless } = complete
  expect(() => readSettings(tenantless, '/tmp')).toThrow(/TEAMS_TENANT_ID is missing.*TEAMS_TENANTS/)
  expect(readSettings({ ...tenantless, TEAMS_TENANTS: 'a, b' }, '/tmp').teams?.tenants).toEqual(['a', 'b'])
  expect(settings({}).teams).toMatchObject({ tenant: 'tenant', tenants: null })
})

test('the business clock cannot be made movable in production', () => {
  expect(() => settings({ DRUMBEAT_MOVABLE_CLOCK: '1', NODE_ENV: 'production' })).toThrow(/DRUMBEAT_MOVABLE_CLOCK/)
})

test('what is wrong with the environment is said without any secret in it (ASVS 16.2.5)', () => {
  const wrong = {
    SLACK_BOT_TOKEN: 'secret-1',
    SLACK_APP_TOKEN: 'secret-2',
    DRUMBEAT_KEY: 'secret-3',
    DATABASE_URL: 'mysql://u:secret-4@h/d',
  }
  let said = ''
  try {
    settings(wrong)
  } catch (error) {
    said = error instanceof Error ? error.message : ''
  }
  expect(said).toContain('SLACK_BOT_TOKEN')
  expect(said).toContain('DRUMBEAT_KEY')
  expect(said).not.toContain('secret-')
})
