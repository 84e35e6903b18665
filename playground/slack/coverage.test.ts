import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { EVENT_SCOPES } from './events.js'
import { LIMITS } from './limits.js'
import { anyBlock } from './validate/blocks.js'
import { type Surface, validateBlocks } from './validate-blocks.js'
import { METHODS } from './web-api.js'

/** The tables of the documentation, held against the code. */
const page = readFileSync(new URL('../../docs/playground.md', import.meta.url), 'utf8')
const rowsOf = (heading: string) =>
  (page.split(`### ${heading}\n`)[1]?.split('\n### ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^`|`$/g, '')))

describe('the documentation', () => {
  test('names every method that the playground plays, and none that it does not', () => {
    const rows = rowsOf('Slack, method by method').map(([, name = '', state = '']) => ({ name, state }))
    const played = rows.filter(({ state }) => !state.startsWith('absent')).map(({ name }) => name)
    expect(played.sort()).toEqual(Object.keys(METHODS).sort())
    for (const { state } of rows) expect(state).toMatch(/^(supported|partial: .+|absent)/)
  })

  test('names every event that is sent, with the scope that it needs', () => {
    const rows = rowsOf('Slack, event by event').map(([, name, scope]) => [name, scope === 'none' ? null : scope])
    expect(Object.fromEntries(rows)).toEqual(EVENT_SCOPES)
  })

  const types = anyBlock.options.map((option) => [...option.shape.type.values][0])
  const surfaces: readonly Surface[] = ['message', 'modal', 'home']

  test('says of every block where it may stand', () => {
    const documented = rowsOf('Slack, block by block')
    expect(documented.map(([, name]) => name).sort()).toEqual([...types, 'file'].sort())
    for (const [, name, ...cells] of documented) {
      const allowed = surfaces.filter((_, index) => cells[index] === 'yes')
      expect([name, surfaces.filter((surface) => stands(String(name), surface))]).toEqual([name, allowed])
    }
  })

  test('gives the numbers that are chosen', () => {
    const words = page.replaceAll(',', '')
    for (const number of [LIMITS.messageBlocksText, LIMITS.tableText, LIMITS.metadataBytes])
      expect(words).toContain(String(number))
  })
})

/** Whether the validator has nothing against this type of block on a surface, its content aside. */
function stands(type: string, surface: Surface): boolean {
  const sample = samples[type] ?? {}
  return validateBlocks([{ type, ...sample }], surface).length === 0
}

const plain = (text: string) => ({ type: 'plain_text', text })
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
const cell = { type: 'raw_text', text: 'x' }
const samples: Readonly<Record<string, object>> = {
  actions: { elements: [{ type: 'button', text: plain('x') }] },
  alert: { text: plain('x') },
  card: { body: mrkdwn('x') },
  carousel: { elements: [{ type: 'card', body: mrkdwn('x') }] },
  container: { title: plain('x'), child_blocks: [{ type: 'divider' }] },
  context: { elements: [mrkdwn('x')] },
  context_actions: { elements: [{ type: 'icon_button', icon: 'trash', text: plain('x') }] },
  data_table: { caption: 'x', rows: [[cell], [cell]] },
  data_visualization: { title: 'x', chart: { type: 'pie', segments: [{ label: 'x', value: 1 }] } },
  file: { source: 'remote', external_id: 'x' },
  header: { text: plain('x') },
  image: { image_url: 'https://acme.example/x.png', alt_text: 'x' },
  input: { label: plain('x'), element: { type: 'datepicker' } },
  markdown: { text: 'x' },
  plan: { title: 'x' },
  rich_text: { elements: [] },
  section: { text: plain('x') },
  table: { rows: [[cell]] },
  task_card: { task_id: 'x', title: 'x', status: 'pending' },
  video: {
    alt_text: 'x',
    title: plain('x'),
    video_url: 'https://acme.example/v',
    thumbnail_url: 'https://acme.example/t',
  },
}
