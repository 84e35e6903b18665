import { type FileConsentCardResponse, TeamsActivityHandler, type TurnContext } from 'botbuilder'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, enc, last, pressing, words } from '../../../test/teams/help.js'
import { acme, type Stand, stand } from '../../../test/teams/stand.js'

const manifest = { bots: [{ scopes: ['personal' as const], supportsFiles: true }] }
const BYTES = Buffer.from('region,won\nEMEA,24\n')
const consent = {
  contentType: 'application/vnd.microsoft.teams.card.file.consent',
  name: 'deals.csv',
  content: {
    description: 'The deals',
    sizeInBytes: BYTES.length,
    acceptContext: { deal: 7 },
    declineContext: { no: 1 },
  },
}

/** The vendor's own handler, which brings a file where it is allowed to, as its documentation says. */
class Sender extends TeamsActivityHandler {
  readonly answers: FileConsentCardResponse[] = []
  constructor() {
    super()
    this.onMessage(async (turn) => {
      await turn.sendActivity({ type: 'message', attachments: [consent] })
    })
  }
  protected override async handleTeamsFileConsentAccept(turn: TurnContext, response: FileConsentCardResponse) {
    this.answers.push(response)
    const { uploadUrl = '', contentUrl = '', name = '', uniqueId = '', fileType = '' } = response.uploadInfo ?? {}
    await upload(uploadUrl, BYTES, `bytes 0-${BYTES.length - 1}/${BYTES.length}`)
    const contentType = 'application/vnd.microsoft.teams.card.file.info'
    await turn.sendActivity({
      type: 'message',
      attachments: [{ contentType, contentUrl, name, content: { uniqueId, fileType } }],
    })
  }
  protected override async handleTeamsFileConsentDecline(_turn: TurnContext, response: FileConsentCardResponse) {
    this.answers.push(response)
  }
}

const upload = (url: string, body: Buffer, range: string) =>
  fetch(url, { method: 'PUT', body, headers: { 'content-range': range } })

let here: Stand
const sender = new Sender()
beforeAll(async () => {
  here = await stand({ teams: { ...acme.teams, rateLimits: 'off', manifest } })
  here.logic.run = (turn) => sender.run(turn)
})
afterAll(() => here[Symbol.asyncDispose]())
const acts = () => here.playground.platforms.teams.acts

test('a file that the person allows is brought to its place, and shown; one that is declined is not', async () => {
  const asked = last((await acts().message(words('nadia', 'direct', 'the deals please'))).posts)
  const allowed = await acts().press({ ...pressing('nadia', 'direct', 'Allow'), post: asked.id })
  expect(allowed).toMatchObject({ status: 'ok', posts: [{ files: [{ name: 'deals.csv', size: BYTES.length }] }] })
  expect(sender.answers).toMatchObject([
    { action: 'accept', context: { deal: 7 }, uploadInfo: { name: 'deals.csv', fileType: 'csv' } },
  ])
  const id = allowed.posts?.[0]?.files[0]?.id
  const fetched = await fetch(`${here.playground.url}/teams/files/${id}`)
  expect(Buffer.from(await fetched.arrayBuffer())).toEqual(BYTES)
  expect(await acts().press(pressing('nadia', 'direct', 'Decline'))).toMatchObject({ status: 'ok' })
  expect(sender.answers[1]).toMatchObject({ action: 'decline', context: { no: 1 } })
  expect(sender.answers[1]?.uploadInfo).toBeUndefined()
})

test('bytes come in order, each stretch named; before the last one there is no file', async () => {
  const held: string[] = []
  here.logic.run = async (turn) => {
    if (turn.activity.type === 'message') await turn.sendActivity({ type: 'message', attachments: [consent] })
    const { uploadInfo } = Object(turn.activity.value ?? {})
    if (uploadInfo) held.push(uploadInfo.uploadUrl, uploadInfo.contentUrl)
    if (turn.activity.type === 'invoke') await turn.sendActivity({ type: 'invokeResponse', value: { status: 200 } })
  }
  await acts().message(words('omar', 'direct', 'the deals please'))
  await acts().press(pressing('omar', 'direct', 'Allow'))
  const [to = '', from = ''] = held
  const put = async (start: number, end: number, range: string) =>
    (await upload(to, BYTES.subarray(start, end), range)).status
  expect(await put(0, 5, 'bytes 0-4')).toBe(400)
  expect(await put(0, 5, 'bytes 0-9/19')).toBe(400)
  expect(await put(5, 19, 'bytes 5-18/19')).toBe(416)
  expect(await put(0, 5, 'bytes 0-4/19')).toBe(202)
  expect((await fetch(from)).status).toBe(404)
  expect(await put(5, 19, 'bytes 5-18/19')).toBe(201)
  expect(await (await fetch(from)).text()).toBe(BYTES.toString())
  expect(await put(0, 19, 'bytes 0-18/19')).toBe(409)
  expect((await upload(`${to}0`, BYTES, 'bytes 0-18/19')).status).toBe(404)
})

test.each([
  ['in a channel', 'Finance/General', consent, 'personal chats only'],
  ['without a name', 'direct', { ...consent, name: undefined }, 'needs a name'],
  [
    'of a file that is not there',
    'direct',
    {
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      contentUrl: 'https://acme.example/x',
      name: 'x.csv',
      content: { uniqueId: 'x', fileType: 'csv' },
    },
    'no such file',
  ],
])('a file card %s is refused', async (_name, place, attachment, why) => {
  const { world } = here.playground
  const general = world.channels('teams').find((one) => `${one.team}/${one.name}` === place)
  const id = general?.id ?? world.direct('teams', 'nadia')?.id ?? ''
  const body = { type: 'message', attachments: [attachment] }
  const refused = await call(here, 'POST', `conversations/${enc(id)}/activities`, body)
  expect(refused).toMatchObject({ status: 400, body: { error: { code: 'BadSyntax' } } })
  expect(refused.text).toContain(why)
})

test('an app that does not say supportsFiles sends none', async () => {
  await using plain = await stand()
  const id = plain.playground.world.direct('teams', 'nadia')?.id ?? ''
  const body = { type: 'message', attachments: [consent] }
  expect((await call(plain, 'POST', `conversations/${enc(id)}/activities`, body)).text).toContain('supportsFiles')
})
