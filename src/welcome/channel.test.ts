import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { commandsOf } from '../../commands/all.js'
import type { Directory } from '../../commands/welcome/directory.js'
import { type AcmeDoor, acmeDoor, emptyDesk, nobody, presses, says, wordsOf } from '../../test/acme-door.js'
import { acmeReady, thursday } from '../../test/e2e/acme.js'
import type { Incoming, Reply } from '../chat/incoming.js'
import type { Place } from '../chat/place.js'
import { placeOf } from '../company/store.js'
import { currentCatalogue } from '../metrics/current.js'

beforeAll(acmeReady)

let door: AcmeDoor
beforeEach(async () => {
  door = await acmeDoor('nadia', 'maya', 'gus')
})
afterEach(async () => door[Symbol.asyncDispose]())

const pipeline: Place = { platform: 'slack', workspace: 'T0ACME', kind: 'channel', channel: 'C0PIPELINE', thread: null }

/** The way in where a channel has these members; null: where they cannot be read. */
async function handle(incoming: Incoming, members: readonly string[] | null): Promise<Reply> {
  const directory: Directory = {
    ...nobody,
    members: async function* () {
      if (members === null) throw new Error('not_in_channel')
      yield* members
    },
  }
  const desk = { ...emptyDesk(door.database), directory }
  return door.handle(incoming, [], commandsOf(await currentCatalogue(door.database.db, thursday), desk))
}

const values = { name: 'Pipeline talk', readers: ['sales', 'revops'], outsiders: 'no' }

async function declare(change: object = {}, members: readonly string[] | null = ['nadia', 'maya']): Promise<Reply> {
  const opened = await handle({ ...says('nadia', 'here'), at: pipeline }, members)
  if (opened.kind !== 'form') return opened
  const { call } = opened.form
  return handle({ ...says('nadia', ''), at: pipeline, kind: 'submit', call, values: { ...values, ...change } }, members)
}

const stored = () => placeOf(door.database.db, pipeline)

describe('a channel that is made known', () => {
  it('has a name that files can write, and the readers that were chosen', async () => {
    expect(wordsOf(await declare())).toContain('I know this channel as pipeline-talk now')
    expect(await stored()).toMatchObject({
      name: 'pipeline-talk',
      audience: { outsiders: false, readers: { kind: 'departments', departments: ['revops', 'sales'] } },
    })
  })

  it('counts as open to guests when one is in it, whatever was said', async () => {
    expect(wordsOf(await declare({}, ['nadia', 'gus']))).toContain('Gus Hall is a guest here')
    expect((await stored())?.audience.outsiders).toBe(true)
  })

  it('keeps its name when somebody says anew who reads it', async () => {
    await declare()
    await declare({ name: 'Another', readers: ['company'] })
    expect(await stored()).toMatchObject({ name: 'pipeline-talk', audience: { readers: { kind: 'company' } } })
  })

  it('gets a name of its own where another channel has it', async () => {
    await declare({ name: 'revenue' })
    expect(await stored()).toMatchObject({ name: 'revenue-2' })
  })

  it('has to have readers, and to be one that the bot can see', async () => {
    const none = await declare({ readers: [] })
    expect(none.kind === 'form' && none.form.errors.readers).toContain('Choose the whole company')
    const unseen = await declare({}, null)
    expect(unseen.kind === 'form' && unseen.form.errors.readers).toContain('/invite @Drumbeat')
    expect(unseen.kind === 'form' && unseen.form.draft.name).toBe('Pipeline talk')
    expect(await stored()).toBeNull()
  })

  it('is for RevOps to declare, in the channel itself', async () => {
    const others = { ...says('maya', 'here'), at: pipeline }
    expect(wordsOf(await handle(others, []))).toContain('only RevOps can say it: ask Nadia Petrova')
    const forged = presses('maya', 'welcome.channel', { at: pipeline, name: null })
    expect(wordsOf(await handle(forged, []))).toContain('only RevOps can say it')
    const direct = { ...says('nadia', 'here'), at: { ...pipeline, kind: 'direct', channel: 'nadia' } as const }
    expect(wordsOf(await handle(direct, []))).toContain('in the channel that you mean')
    expect(wordsOf(await handle({ ...says('gus', 'here'), at: pipeline }, []))).toContain(
      'only for people of the company',
    )
  })
})
