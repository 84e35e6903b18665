import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import type {
  ActResult,
  Acts,
  accountAct,
  cancelAct,
  channelAct,
  chooseAct,
  extensionAct,
  fileAct,
  homeAct,
  installAct,
  pressAct,
  reactAct,
  searchAct,
  shortcutAct,
  submitAct,
  wordsAct,
} from '../playground/acts.js'
import * as schemas from '../playground/acts.js'
import { loadConfig, type PlaygroundConfig, type PlaygroundInput } from '../playground/config.js'
import type { Dialog, PlatformName, Post } from '../playground/model.js'
import { type Playground, startPlayground } from '../playground/server.js'
import { findChannel } from '../playground/stage.js'
import { maySee, seenBy } from '../playground/views.js'

/** How long a test waits for something to happen before it fails. Nothing waits this long when all is well. */
const PATIENCE_MS = 60_000

const sample = fileURLToPath(new URL('../samples/playground.yaml', import.meta.url))

export interface PlaygroundSetup {
  /** Changes to the sample company; `slack` and `teams` are merged one level deep. */
  readonly config?: Partial<PlaygroundInput>
  /** Where the bot listens; may be said later with `bot.set(url)`. */
  readonly bot?: string
  /** The machine clock, epoch milliseconds. */
  readonly now?: () => number
  /** Where the page's built files lie, for tests in a browser. */
  readonly page?: string
}

/** What a person does, on one platform. Arguments as in `playground/acts.ts`, without the person. */
export interface Hands {
  command(act: Without<typeof wordsAct>): Promise<ActResult>
  mention(act: Without<typeof wordsAct>): Promise<ActResult>
  message(act: Without<typeof wordsAct>): Promise<ActResult>
  press(act: Without<typeof pressAct>): Promise<ActResult>
  choose(act: Without<typeof chooseAct>): Promise<ActResult>
  submit(act?: Without<typeof submitAct>): Promise<ActResult>
  cancel(act?: Without<typeof cancelAct>): Promise<ActResult>
  search(act: Without<typeof searchAct>): Promise<ActResult>
  openHome(act?: Without<typeof homeAct>): Promise<ActResult>
  file(act: Without<typeof fileAct>): Promise<ActResult>
  react(act: Without<typeof reactAct>): Promise<ActResult>
  shortcut(act: Without<typeof shortcutAct>): Promise<ActResult>
  extension(act: Without<typeof extensionAct>): Promise<ActResult>
  channel(act: Without<typeof channelAct>): Promise<ActResult>
  install(act: Without<typeof installAct>): Promise<ActResult>
  account(act: Without<typeof accountAct>): Promise<ActResult>
  /** The posts that the person sees, oldest first. */
  sees(where?: Where): readonly Post[]
  /** The next post, or one that is there already, that the person sees and that matches. */
  waitForPost(where: Where): Promise<Post>
  /** The dialog in front of the person, once there is one. */
  waitForDialog(title?: string): Promise<Dialog>
}
type Without<S extends z.ZodType> = Omit<z.input<S>, 'person'>

/** `text` is looked for in the words and in the whole body of the post. */
export interface Where {
  readonly channel?: string
  readonly thread?: string
  readonly text?: string | RegExp
}

export interface TestPlayground extends Playground {
  as(person: string, platform: PlatformName): Hands
  /** Waits until the condition yields something; it is asked now and at every happening. */
  waitFor<T>(condition: () => T | null | undefined | false, what?: string): Promise<T>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a playground with the sample company on a free port. Use with `await using`, or call `stop`.
 * The manifests are the project's own (`manifest.json`, `teams/manifest.json`), unless the setup brings others.
 */
export async function playground(setup: PlaygroundSetup = {}): Promise<TestPlayground> {
  const started = await startPlayground(configOf(setup), {
    ...(setup.now && { now: setup.now }),
    ...(setup.page !== undefined && { page: setup.page }),
  })
  if (setup.bot !== undefined) started.bot.set(setup.bot)
  const waitFor: TestPlayground['waitFor'] = (condition, what) => waitOn(started, condition, what)
  return {
    ...started,
    waitFor,
    as: (person, platform) => hands(started, started.platforms[platform].acts, person, platform),
    [Symbol.asyncDispose]: () => started.stop(),
  }
}

function configOf({ config = {} }: PlaygroundSetup): PlaygroundConfig {
  return loadConfig(sample, {
    ...config,
    slack: { ...manifestAt('../manifest.json'), ...config.slack },
    teams: { ...manifestAt('../teams/manifest.json'), ...config.teams },
  })
}

/** The project's own manifest, where there is one. */
function manifestAt(path: string): { manifest?: Record<string, unknown> } {
  const file = fileURLToPath(new URL(path, import.meta.url))
  return existsSync(file) ? { manifest: JSON.parse(readFileSync(file, 'utf8')) } : {}
}

function waitOn<T>(world: Playground, condition: () => T | null | undefined | false, what = 'it'): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = () => {
      try {
        const found = condition()
        if (found === null || found === undefined || found === false) return
        finish()
        resolve(found)
      } catch (error) {
        finish()
        reject(error)
      }
    }
    const unsubscribe = world.world.subscribe(look)
    const timer = setTimeout(() => {
      finish()
      const seen = world.world.posts().map((post) => `  ${post.platform} ${post.channel}: ${post.text.slice(0, 100)}`)
      reject(new Error(`Waited ${PATIENCE_MS} ms for ${what}. Posted so far:\n${seen.join('\n') || '  nothing'}`))
    }, PATIENCE_MS)
    const finish = () => {
      clearTimeout(timer)
      unsubscribe()
    }
    look()
  })
}

function hands(started: Playground, acts: Acts, person: string, platform: PlatformName): Hands {
  const { world } = started
  const matches = (post: Post, { channel, thread, text }: Where) =>
    post.platform === platform &&
    maySee(world, person, post) &&
    (channel === undefined || findChannel(world, platform, person, channel)?.id === post.channel) &&
    (thread === undefined || post.thread === thread) &&
    (text === undefined || contains(post, text))
  const sees = (where: Where = {}) =>
    world
      .posts(platform)
      .map((post) => seenBy(person, post))
      .filter((post) => matches(post, where))
  return {
    command: (act) => acts.command(schemas.wordsAct.parse({ ...act, person })),
    mention: (act) => acts.mention(schemas.wordsAct.parse({ ...act, person })),
    message: (act) => acts.message(schemas.wordsAct.parse({ ...act, person })),
    press: (act) => acts.press(schemas.pressAct.parse({ ...act, person })),
    choose: (act) => acts.choose(schemas.chooseAct.parse({ ...act, person })),
    submit: (act) => acts.submit(schemas.submitAct.parse({ ...act, person })),
    cancel: (act) => acts.cancel(schemas.cancelAct.parse({ ...act, person })),
    search: (act) => acts.search(schemas.searchAct.parse({ ...act, person })),
    openHome: (act) => acts.openHome(schemas.homeAct.parse({ ...act, person })),
    file: (act) => acts.file(schemas.fileAct.parse({ ...act, person })),
    react: (act) => acts.react(schemas.reactAct.parse({ ...act, person })),
    shortcut: (act) => acts.shortcut(schemas.shortcutAct.parse({ ...act, person })),
    extension: (act) => acts.extension(schemas.extensionAct.parse({ ...act, person })),
    channel: (act) => acts.channel(schemas.channelAct.parse({ ...act, person })),
    install: (act) => acts.install(schemas.installAct.parse({ ...act, person })),
    account: (act) => acts.account(schemas.accountAct.parse({ ...act, person })),
    sees,
    waitForPost: (where) => waitOn(started, () => sees(where)[0], `a post for ${person} with ${JSON.stringify(where)}`),
    waitForDialog: (title) =>
      waitOn(
        started,
        () => world.dialogs(platform, person).findLast((one) => title === undefined || one.title === title),
        `a dialog for ${person}`,
      ),
  }
}

function contains(post: Post, text: string | RegExp): boolean {
  const whole = `${post.text}\n${JSON.stringify(post.body)}`
  return typeof text === 'string' ? whole.includes(text) : text.test(whole)
}
