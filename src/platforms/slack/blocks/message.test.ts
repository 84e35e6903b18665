import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksTooLong, validateBlocks } from '../../../../playground/slack/validate-blocks.js'
import { everyObject, shown } from '../../../../test/slack/json.js'
import { anyMessage, hostile, TEAM } from '../../../../test/slack/messages.js'
import type { Block, Chart, Message } from '../../../chat/message.js'
import { textOf } from '../../../chat/text.js'
import { LIMITS } from '../limits.js'
import { notificationOf, toBlocks, toViewBlocks } from './message.js'

function drawn(...blocks: Block[]) {
  return toBlocks({ blocks, discloses: [] }, TEAM)
}

describe('a message in Slack', () => {
  it('is accepted however long it is, with room to spare', () => {
    fc.assert(
      fc.property(anyMessage, (one) => {
        const { blocks, text: notification } = toBlocks(one, TEAM)
        expect(validateBlocks(blocks, 'message')).toEqual([])
        expect(blocksTooLong(blocks)).toBe(false)
        expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(LIMITS.message.size)
        expect(notification.length).toBeGreaterThan(0)
        expect(Buffer.byteLength(notification)).toBeLessThanOrEqual(LIMITS.message.notification)
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  it('is accepted on the home tab and in a dialog, where tables and charts are text', () => {
    fc.assert(
      fc.property(anyMessage, fc.constantFrom('home' as const, 'modal' as const), (one, surface) => {
        const blocks = toViewBlocks(one, surface, TEAM)
        expect(validateBlocks(blocks, surface)).toEqual([])
        expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(LIMITS.view.size)
      }),
      { numRuns: 50 },
    )
  }, 60_000)

  it('never lets text from outside become a mention, a link or a format', () => {
    fc.assert(
      fc.property(anyMessage, (one) => {
        const { blocks, text: notification } = toBlocks(one, TEAM)
        const objects = everyObject(blocks)
        // Nothing is sent as mrkdwn, the one kind of text object that Slack parses.
        expect(objects.filter((object) => object.type === 'mrkdwn')).toEqual([])
        expect(objects.filter((object) => object.emoji === true)).toEqual([])
        const mentions = objects.filter((object) => object.type === 'user').map((object) => object.user_id)
        expect(mentions.every((id) => id === 'U012AB')).toBe(true)
        expect(objects.every((object) => !['usergroup', 'broadcast', 'channel'].includes(String(object.type)))).toBe(
          true,
        )
        expect(objects.every(({ url }) => url === undefined || /^https?:\/\//.test(String(url)))).toBe(true)
        // The notification is parsed, so no control character of Slack's markup may be left in it.
        expect(notification).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
        expect(`${notification}${shown(blocks).join('')}`).not.toMatch(
          /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]|\p{Surrogate}/u,
        )
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  it.each(hostile)('shows %j as the words that were typed, in every field', (typed) => {
    const value = textOf(typed, { kind: 'strong', text: typed }, { kind: 'person', name: typed, accounts: [] })
    const { blocks, text: notification } = drawn(
      { kind: 'heading', text: typed },
      { kind: 'text', text: value },
      { kind: 'facts', facts: [{ label: typed, value }] },
      { kind: 'table', caption: typed, columns: [{ label: typed, align: 'start' }], rows: [[value]] },
      { kind: 'note', text: value },
      { kind: 'actions', buttons: [{ kind: 'link', label: typed, url: 'javascript:alert(1)' }] },
    )
    expect(
      everyObject(blocks).filter((one) => ['user', 'link', 'mrkdwn', 'button'].includes(String(one.type))),
    ).toEqual([])
    expect(notification).not.toMatch(/[<>]/)
    if (typed.startsWith('<')) expect(shown(blocks).join(' ')).toContain(typed)
  })

  it('mentions a person only in a workspace in which they have an account', () => {
    const accounts = [{ platform: 'slack' as const, workspace: TEAM, user: 'U012AB' }]
    const person: Message = {
      blocks: [{ kind: 'text', text: [{ kind: 'person', name: 'Maya', accounts }] }],
      discloses: [],
    }
    expect(everyObject(toBlocks(person, TEAM).blocks)).toContainEqual({ type: 'user', user_id: 'U012AB' })
    expect(everyObject(toBlocks(person, 'T2').blocks)).toContainEqual({ type: 'text', text: 'Maya' })
    expect(notificationOf(person)).toBe('Maya')
  })

  it('keeps the buttons of a card that is too long, and counts what it leaves out', () => {
    const lines: Block[] = Array.from({ length: 60 }, (_, index) => ({
      kind: 'text',
      text: textOf(`line ${index} ${'x'.repeat(800)}`),
    }))
    const action = { action: 'metrics.rows', args: { id: 1 }, opens: null }
    const { blocks } = drawn(...lines, {
      kind: 'actions',
      buttons: [{ kind: 'call', label: 'Show deals', call: action, style: 'normal', confirm: null }],
    })
    const read = shown(blocks).join('\n')
    expect(read).toContain('line 0 ')
    expect(read).toContain('Show deals')
    expect(read).toMatch(/… \+4[5-9]/)
  })

  it('cuts a long line visibly and never inside a surrogate pair', () => {
    const { blocks } = drawn({ kind: 'heading', text: `${'a'.repeat(148)}😀😀` })
    expect(shown(blocks)[0]).toBe(`${'a'.repeat(148)}…`)
  })

  it('gives every button of a message an id of its own', () => {
    const same = { action: 'digests.approve', args: { id: 'weekly' }, opens: null }
    const one = { kind: 'call' as const, label: 'Approve', call: same, style: 'primary' as const, confirm: null }
    const { blocks } = drawn({ kind: 'actions', buttons: [one, one] }, { kind: 'actions', buttons: [one] })
    const ids = everyObject(blocks).flatMap((object) => (object.type === 'button' ? [object.action_id] : []))
    expect(new Set(ids).size).toBe(3)
  })

  it('refuses to draw a button whose arguments cannot travel, and says what to do', () => {
    const call = { action: 'metrics.ask', args: { text: 'x'.repeat(2_100) }, opens: null }
    expect(() =>
      drawn({ kind: 'actions', buttons: [{ kind: 'call', label: 'Ask', call, style: 'normal', confirm: null }] }),
    ).toThrow(/"metrics.ask" take 2111 characters.*pass an id/)
  })
})

describe('a table in Slack', () => {
  const columns = [
    { label: 'Region', align: 'start' as const },
    { label: 'Win rate', align: 'end' as const },
  ]

  it('is native once, and text from the second on', () => {
    const table: Block = { kind: 'table', caption: 'By region', columns, rows: [[textOf('EMEA'), textOf('15 %')]] }
    const { blocks } = drawn(table, table)
    expect(blocks.filter((one) => one.type === 'table')).toHaveLength(1)
    expect(shown(blocks.slice(2)).join('\n')).toContain('EMEA    15 %')
  })

  it('counts the rows that do not fit', () => {
    const rows = Array.from({ length: 130 }, (_, index) => [textOf(`R${index}`), textOf(`${index} %`)])
    const { blocks } = drawn({ kind: 'table', caption: 'By region', columns, rows })
    const table = blocks.find((one) => one.type === 'table')
    const drawnRows = table?.type === 'table' ? table.rows.length - 2 : 0
    expect(drawnRows).toBeGreaterThan(80)
    expect(shown(blocks)).toContain(`… +${130 - drawnRows}`)
  })
})

describe('a chart in Slack', () => {
  const base = { kind: 'chart' as const, title: 'Win rate', unit: '%' }

  it('that cannot be drawn any more leaves its numbers to the table of the same name below it', () => {
    const chart = { ...base, shape: 'bar' as const, categories: ['EMEA'], series: [{ name: 'All', values: [24.36] }] }
    const column = (label: string) => ({ label, align: 'start' as const })
    const table = (caption: string): Block => ({
      kind: 'table',
      caption,
      columns: [column('region'), column('Win rate')],
      rows: [[textOf('EMEA'), textOf('24%')]],
    })
    const others: Block[] = Array.from({ length: LIMITS.message.charts }, () => chart)
    const { blocks } = drawn(...others, chart, table('Win rate'))
    expect(shown(blocks).join(' ')).not.toContain('24.36')
    expect(shown(blocks).join(' ')).toContain('24%')
    expect(shown(drawn(...others, chart, table('Another')).blocks).join(' ')).toContain('24.36')
  })

  it('leaves out a category without a value instead of drawing zero, and names it below', () => {
    const { blocks } = drawn({
      ...base,
      shape: 'line',
      categories: ['Jan', 'Feb', 'Mar'],
      series: [
        { name: 'Sales', values: [20, null, 24] },
        { name: 'Partner', values: [10, 12, 14] },
      ],
    })
    const [chartBlock, below] = blocks
    expect(chartBlock).toMatchObject({ chart: { axis_config: { categories: ['Jan', 'Mar'], y_label: '%' } } })
    expect(shown(below)).toEqual(['Feb: Sales –, Partner 12 %'])
  })

  it('adds up the small segments of a pie and says how many they are', () => {
    const { blocks } = drawn({
      ...base,
      shape: 'pie',
      categories: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'],
      series: [{ name: 'Lost', values: [50, 20, 10, 8, 6, 0.1, 0.2, null] }],
    })
    expect(blocks[0]).toMatchObject({
      chart: { type: 'pie', segments: { length: 6, 5: { label: '… +2', value: 0.3 } } },
    })
    expect(shown(blocks[1])).toEqual(['H: –'])
  })

  it('shows the latest twenty points of a line and counts the others', () => {
    const categories = Array.from({ length: 30 }, (_, index) => `W${index + 1}`)
    const { blocks } = drawn({
      ...base,
      shape: 'line',
      categories,
      series: [{ name: 'All', values: categories.map((_, i) => i) }],
    })
    const [native] = blocks
    expect(native).toMatchObject({ chart: { axis_config: { categories: { length: 20, 0: 'W11', 19: 'W30' } } } })
    expect(shown(blocks[1])).toEqual(['… +10'])
  })

  it('names the series that do not fit', () => {
    const series = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((name) => ({ name, values: [1] }))
    const { blocks } = drawn({ ...base, shape: 'bar', categories: ['Q1'], series })
    expect(shown(blocks[1])).toEqual(['… +2: G, H'])
  })

  it('keeps labels different that become equal when cut', () => {
    const long = 'Enterprise customers of the north'
    const { blocks } = drawn({
      ...base,
      shape: 'bar',
      categories: [`${long} 1`, `${long} 2`],
      series: [{ name: 'x', values: [1, 2] }],
    })
    expect(blocks[0]).toMatchObject({
      chart: { axis_config: { categories: ['Enterprise customer…', 'Enterprise custom… 2'] } },
    })
  })

  it('is text from the third on', () => {
    const one: Chart = { ...base, shape: 'bar', categories: ['Q1'], series: [{ name: 'x', values: [1] }] }
    const { blocks } = drawn(one, one, one)
    expect(blocks.filter((block_) => block_.type === 'data_visualization')).toHaveLength(2)
    expect(shown(blocks[2])[0]).toBe('Win rate\nQ1: 1 %')
  })
})
