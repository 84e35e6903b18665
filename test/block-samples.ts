/** Small good blocks, to be changed in one place. */

export type Block = Record<string, unknown>
export const plain = (text: string) => ({ type: 'plain_text', text })
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
export const words = (length: number) => 'x'.repeat(length)
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
export const section = (extra: Block = {}): Block => ({ type: 'section', text: mrkdwn('hello'), ...extra })
export const actions = (...elements: Block[]): Block => ({ type: 'actions', elements })
export const button = (extra: Block = {}): Block => ({
  type: 'button',
  text: plain('Press'),
  action_id: 'press',
  ...extra,
})
export const input = (element: Block, extra: Block = {}): Block => ({
  type: 'input',
  label: plain('Label'),
  element,
  ...extra,
})
export const textInput = (extra: Block = {}) => input({ type: 'plain_text_input', ...extra })
export const option = (index: number, extra: Block = {}) => ({
  text: plain(`Option ${index}`),
  value: `v${index}`,
  ...extra,
})
export const select = (extra: Block = {}): Block => ({
  type: 'static_select',
  options: [option(1), option(2)],
  ...extra,
})
export const confirm = (extra: Block) => actions(button({ confirm: { text: plain('Sure?'), ...extra } }))
export const image = (extra: Block = {}): Block => ({
  type: 'image',
  image_url: 'https://acme.example/a.png',
  alt_text: 'A',
  ...extra,
})
export const cell = (text: string) => ({ type: 'raw_text', text })
export const row = (columns: number) => many(columns, (index) => cell(`c${index}`))
export const table = (rows: unknown, extra: Block = {}): Block => ({ type: 'table', rows, ...extra })
export const dataTable = (rows: unknown, extra: Block = {}): Block => ({
  type: 'data_table',
  caption: 'Deals',
  rows,
  ...extra,
})
export const series = (name: string, categories: readonly string[]) => ({
  name,
  data: categories.map((label, index) => ({ label, value: index - 1 })),
})
export const quarters = ['Q1', 'Q2']
export const chart = (inner: Block = {}, extra: Block = {}): Block => ({
  type: 'data_visualization',
  title: 'Won',
  chart: { type: 'line', series: [series('EMEA', quarters)], axis_config: { categories: quarters }, ...inner },
  ...extra,
})
export const pie = (segments: unknown): Block => ({
  type: 'data_visualization',
  title: 'Lost to',
  chart: { type: 'pie', segments },
})
export const video = (extra: Block): Block => ({
  type: 'video',
  alt_text: 'v',
  title: plain('v'),
  video_url: 'https://acme.example/v',
  thumbnail_url: 'https://acme.example/t.png',
  ...extra,
})
export const card = (extra: Block): Block => ({ type: 'card', body: mrkdwn('b'), ...extra })
export const container = (extra: Block): Block => ({
  type: 'container',
  title: plain('c'),
  child_blocks: [section()],
  ...extra,
})
export const label20 = (index: number) => `c${index}`
export const modal = (extra: Block): Block => ({ type: 'modal', title: plain('T'), blocks: [section()], ...extra })
