/**
 * Slack's limits, by name: the playground's own copy, from Slack's reference. Lengths are in characters (UTF-16 units).
 * Those marked "undocumented" were observed or restated by others; the real service may differ by a little there.
 */
export const LIMITS = {
  // Surfaces
  messageBlocks: 50,
  viewBlocks: 100,
  /** Undocumented: `msg_blocks_too_long` was seen from about this many characters of text in all blocks together. */
  messageBlocksText: 13_200,
  /** Longer texts are cut, not refused, by chat.postMessage. */
  messageText: 40_000,
  /** chat.update refuses a longer `text` (`msg_too_long`). */
  updateText: 4_000,
  markdownText: 12_000,
  attachments: 100,
  viewBytes: 250_000,
  viewStack: 3,
  viewTitle: 24,
  viewSubmit: 24,
  viewClose: 24,
  privateMetadata: 3_000,
  callbackId: 255,
  externalId: 255,
  /** Undocumented: the reference names `metadata_too_large` and no number. */
  metadataBytes: 16_000,

  // Blocks
  blockId: 255,
  actionId: 255,
  text: 3_000,
  sectionFields: 10,
  sectionField: 2_000,
  headerText: 150,
  contextElements: 10,
  actionsElements: 25,
  contextActionsElements: 5,
  inputLabel: 2_000,
  inputHint: 2_000,
  imageAltText: 2_000,
  imageTitle: 2_000,
  /** Undocumented. */
  imageUrl: 3_000,
  tableRows: 100,
  tableColumns: 20,
  /** Undocumented. */
  tablesPerMessage: 1,
  /** Undocumented. */
  tableText: 10_000,
  dataTableRowsMin: 2,
  dataTableRows: 101,
  dataTableColumns: 20,
  /** Undocumented: the reference says that there is a limit over all cells. */
  dataTableText: 10_000,
  pageSize: 100,
  chartTitle: 50,
  chartSeries: 6,
  chartSegments: 6,
  chartLabel: 20,
  chartCategories: 20,
  chartAxisLabel: 50,
  /** Undocumented. */
  chartsPerMessage: 2,
  cardTitle: 150,
  cardSubtitle: 150,
  cardBody: 200,
  /** Undocumented. */
  cardActions: 3,
  carouselCards: 10,
  containerTitle: 150,
  containerSubtitle: 150,
  containerBlocks: 10,
  /** Undocumented. */
  alertText: 200,
  videoTitle: 199,
  videoAuthor: 49,

  // Elements
  buttonText: 75,
  buttonValue: 2_000,
  url: 3_000,
  accessibilityLabel: 75,
  options: 100,
  optionGroups: 100,
  optionText: 75,
  optionValue: 75,
  optionDescription: 75,
  groupLabel: 75,
  placeholder: 150,
  choices: 10,
  overflowOptions: 5,
  inputText: 3_000,
  richTextLines: 100,
  files: 10,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,

  // Time, in milliseconds
  acknowledgement: 3_000,
  trigger: 3_000,
  responseUrl: 30 * 60_000,
  responseUrlUses: 5,
  signatureAge: 5 * 60_000,

  // Other
  sockets: 10,
  historyPage: 999,
  historyDefault: 100,
  /** The most and the usual of conversations.replies. */
  repliesPage: 1_000,
  historyCommercial: 15,
  listPage: 999,
  listDefault: 100,
  commandText: 4_000,
  fileAltText: 1_000,
  openUsers: 8,
  channelName: 80,
  topic: 250,
  purpose: 250,
  inviteUsers: 1_000,
  /** How far ahead a message can be scheduled, in seconds. */
  scheduleAhead: 120 * 24 * 60 * 60,
  /** So many messages can be scheduled for one channel within `scheduleWindow` seconds. */
  scheduledPerWindow: 30,
  scheduleWindow: 5 * 60,
  /** Events to one app of one workspace in an hour; then comes `app_rate_limited`, once a minute. */
  eventsPerHour: 30_000,
} as const

/** What Slack's schema of the app manifest (v2) allows. */
export const MANIFEST_LIMITS = {
  name: 35,
  description: 140,
  longDescriptionMin: 175,
  longDescription: 4_000,
  botName: 80,
  commands: 50,
  commandName: 32,
  commandDescription: 2_000,
  usageHint: 1_000,
  shortcuts: 10,
  shortcutName: 24,
  shortcutDescription: 150,
  callbackId: 255,
  unfurlDomains: 5,
  redirectUrls: 1_000,
  scopes: 255,
  events: 100,
} as const
