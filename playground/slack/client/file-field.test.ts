import { expect, test } from 'vitest'
import { acknowledged, call, plain, scene, triggerOf } from '../../../test/slack-scene.js'

const view = {
  type: 'modal',
  title: plain('Import'),
  submit: plain('Read'),
  blocks: [
    {
      type: 'input',
      block_id: 'files',
      label: plain('Deals'),
      element: { type: 'file_input', action_id: 'value', filetypes: ['csv'], max_files: 1 },
    },
  ],
}
const bytes = Buffer.from('name,amount\n').toString('base64')

test('a file goes into a field of a form, of the right kind and not too many, and the bot gets it with the form', async () => {
  await scene(acknowledged, async ({ world, bot }) => {
    const maya = world.as('maya', 'slack')
    await maya.command({ text: '/kpi' })
    await call(world, 'views.open', { trigger_id: triggerOf(bot), view })
    expect(await maya.file({ name: 'deals.pdf', bytes, field: 'files' })).toMatchObject({
      status: 'refused',
      toast: 'deals.pdf cannot be added here: this field takes csv.',
    })
    const [first] = (await maya.file({ name: 'deals.csv', bytes, field: 'files' })).options ?? []
    const [second] = (await maya.file({ name: 'more.csv', bytes, field: 'files' })).options ?? []
    expect(first?.label).toBe('deals.csv')
    const both = [first?.value ?? '', second?.value ?? '']
    expect(await maya.submit({ values: { files: both } })).toMatchObject({
      status: 'refused',
      errors: { files: 'At most 1 can be chosen here.' },
    })
    expect(await maya.submit({ values: { files: [first?.value ?? ''] } })).toMatchObject({ status: 'ok' })
    expect(bot.received.at(-1)?.payload).toMatchObject({
      type: 'view_submission',
      view: { state: { values: { files: { value: { files: [{ id: first?.value, name: 'deals.csv' }] } } } } },
    })
    expect(await call(world, 'files.info', { file: first?.value })).toMatchObject({ ok: true })
  })
})

test('of two feedback buttons the one that is meant is pressed, by its words or its value', async () => {
  const feedback = {
    type: 'feedback_buttons',
    action_id: 'useful',
    positive_button: { text: plain('Useful'), value: 'yes' },
    negative_button: { text: plain('Not useful'), value: 'no' },
  }
  await scene(acknowledged, async ({ world, bot }) => {
    const maya = world.as('maya', 'slack')
    const channel = world.world.channels('slack').find((one) => one.name === 'revenue')?.id
    const card = { text: 'Card', blocks: [{ type: 'context_actions', block_id: 'b', elements: [feedback] }] }
    expect(await call(world, 'chat.postMessage', { channel, ...card })).toMatchObject({ ok: true })
    const sent = () => JSON.stringify(bot.received.at(-1)?.payload.actions)
    await maya.press({ channel: '#revenue', button: 'Not useful' })
    expect(sent()).toContain('"value":"no"')
    await maya.choose({ channel: '#revenue', field: 'b/useful', value: 'yes' })
    expect(sent()).toContain('"value":"yes"')
    expect((await maya.choose({ channel: '#revenue', field: 'b/useful', value: 'perhaps' })).status).toBe('refused')
  })
})
