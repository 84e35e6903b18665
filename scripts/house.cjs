// How the house is built, in one place: who stands on which floor, who may look sideways, and which names need not rhyme.
// .dependency-cruiser.cjs makes rules of it, scripts/rhymes.mjs and scripts/rooms.mjs read it too.

/** From the ground up. A room imports from the floors below it, never from above. */
const floors = [
  ['src/chat', 'src/time', 'src/locales'],
  ['src/company', 'src/audit', 'src/inbox'],
  ['src/schedules', 'src/deliveries', 'src/presets'],
  ['src/mornings'],
  ['src/facts', 'src/metrics'],
  ['src/rounds', 'src/handoffs'],
  ['src/checklists', 'src/standups', 'src/feedback'],
  ['src/digests', 'src/alerts'],
  ['src/playbooks'],
  ['src/drops', 'src/reviews'],
  ['src/welcome'],
  ['commands', 'jobs'],
]

/** What stands above all: with main.ts and cli.ts, the parts that they are made of. It sees everything, and nobody sees it. */
const roof = ['src/start']

/** What a room may import from its own floor. One direction only, or there would be no telling which stands on which. */
const sideways = {
  // Periods are read in the words of a language; how they are said is up to each room.
  'src/time': ['src/chat', 'src/locales'],
  'src/locales': ['src/chat'],
  'src/audit': ['src/company'],
  'src/inbox': ['src/company'],
  'src/deliveries': ['src/schedules'],
  'src/metrics': ['src/facts'],
}

/** Names without a room in src: parts of the doors themselves, and texts that several rooms share. */
const unrhymed = {
  // `kpi` is the word that people type; what it answers from is the room of metrics.
  commands: ['all', 'command', 'router', 'words', 'drumbeat', 'help', 'kpi', 'queued', 'readers', 'tell'],
  // `rollups` are a part of the room of metrics, the pool a part of that of feedback.
  jobs: ['all', 'job', 'clock', 'deliver', 'log', 'sources', 'rollups', 'feedback-pool'],
  'db/schema': ['index', 'facts-plans', 'facts-runs', 'feedback-prompts', 'feedback-items', 'rollups'],
  'src/locales': ['answers', 'cli', 'common', 'errors', 'feedback_items', 'platforms', 'words'],
}

module.exports = { floors, roof, sideways, unrhymed }
