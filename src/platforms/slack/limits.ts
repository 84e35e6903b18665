/**
 * What Slack accepts, by name. Source: docs.slack.dev (Block Kit reference, views, chat.postMessage) and @slack/types, unless
 * a line says otherwise. "Undocumented" marks figures that come from reports or are our own caution: they may move without
 * notice, and the property tests hold the converters below them.
 */
export const LIMITS = {
  message: {
    blocks: 50,
    /**
     * JSON characters of all blocks together. Undocumented: Slack answers `msg_blocks_too_long`; the smallest rejected
     * message known measured about 13,200 characters of text, and no JSON of 12,000 can hold as many.
     */
    size: 12_000,
    /** UTF-8 bytes of the notification text. Undocumented: chat.update refuses near 4,000 (`msg_too_long`). */
    notification: 3_500,
    /** Undocumented (`invalid_attachments` on the second one). */
    tables: 1,
    /** Undocumented in the reference; client libraries agree on two. */
    charts: 2,
  },
  view: {
    blocks: 100,
    /** Bytes of the whole view (`view_too_large` above 250 KB). */
    size: 240_000,
    title: 24,
    button: 24,
    metadata: 3_000,
  },
  header: 150,
  /** Characters of one rich text block. Undocumented: our caution, the same as for a section's text. */
  richText: 3_000,
  /** One text object in a context block. */
  contextText: 3_000,
  /** Lines of facts in one block: our choice, more cannot be read in a chat. */
  facts: 40,
  fact: { label: 150, value: 500 },
  table: {
    rows: 100,
    columns: 20,
    /** Characters of all cells together. Undocumented. */
    characters: 10_000,
    /** Characters of one cell: our choice, so that one cell cannot push the others out. */
    cell: 500,
  },
  chart: {
    title: 50,
    label: 20,
    axisLabel: 50,
    /** Series, or segments of a pie: six in the reference; newer client libraries say twelve. */
    series: 6,
    /** Categories on the axis. Undocumented in the reference. */
    categories: 20,
  },
  actions: 25,
  button: { text: 75, value: 2_000, url: 3_000 },
  confirm: { title: 100, text: 300, button: 30 },
  id: 255,
  input: { label: 2_000, hint: 2_000, text: 3_000 },
  options: 100,
  optionGroups: 100,
  option: { text: 75, value: 75 },
  linkUrl: 3_000,
} as const
