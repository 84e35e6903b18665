// Who may import whom, as docs/architecture.md draws it. Type-only imports count: knowing a type is knowing.
const { floors, roof, sideways } = require('./scripts/house.cjs')

const { Visitor } = require('@swc/core/Visitor.js')

// The parser knows `await using`, but its visitor, which dependency-cruiser walks with, throws at it.
const visitStatement = Visitor.prototype.visitStatement
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement)
  this.visitVariableDeclarators(statement.decls)
  return statement
}

/** Tests look into everything, and so do the folders that only serve them. */
const tests = ['\\.test\\.tsx?$', '/testing/', '^test/', '^bench/', '^faults/']
const rooms = floors.flat()
const literal = (text) => text.replace(/[.]/g, '\\.')
const anyOf = (paths) => `^(${paths.map(literal).join('|')})/`

/** A room may import itself, what is below it, and what is declared beside it. */
function floorRule(room) {
  const floor = floors.findIndex((names) => names.includes(room))
  const allowed = [room, ...floors.slice(0, floor).flat(), ...(sideways[room] ?? [])]
  return {
    name: `floor-${room.replace('src/', '')}`,
    comment: `${room} may import only what stands below it: ${allowed.slice(1).join(', ') || 'nothing'}`,
    severity: 'error',
    from: { path: anyOf([room]), pathNot: tests },
    to: { path: '^(src|commands|jobs|playground|samples|bench|test)/', pathNot: [anyOf(allowed)] },
  }
}

function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from: { ...from, pathNot: [...tests, ...(from.pathNot ?? [])] }, to }
}

/** An npm package is found by where it resolves to, wherever npm has put it. */
const packages = (names) => `(^|/)node_modules/(${names})(/|$)`

module.exports = {
  forbidden: [
    ...rooms.map(floorRule),
    rule(
      'roof',
      'what puts the house together knows nothing of the playground, the samples, or who tests them',
      { path: ['^src/[^/]+\\.ts$', anyOf(roof)] },
      { path: '^(playground|samples|bench|test)/' },
    ),
    rule(
      'rooms-known',
      'a folder of src has to be given its floor in scripts/house.cjs',
      { path: '^src/[^/]+/', pathNot: [anyOf([...rooms, ...roof, 'src/platforms'])] },
      {},
    ),
    rule(
      'platforms-know-chat-alone',
      'a platform turns its wire into chat and back; what it must keep or ask is handed to it by main.ts',
      { path: '^src/platforms/' },
      { path: '^(src|commands|jobs|db|playground|samples|bench|test)/', pathNot: ['^src/(platforms|chat)/'] },
    ),
    rule(
      'platforms-apart',
      'the day one platform is replaced, one folder changes',
      { path: '^src/platforms/([^/]+)/' },
      { path: '^src/platforms/[^/]+/', pathNot: ['^src/platforms/$1/'] },
    ),
    rule(
      'slack-in-one-folder',
      "only src/platforms/slack imports Slack's packages",
      { path: '^', pathNot: ['^src/platforms/slack/', '(^|/)node_modules/'] },
      { path: packages('@slack') },
    ),
    rule(
      'teams-in-one-folder',
      "only src/platforms/teams imports Microsoft's packages, which are out of support",
      { path: '^', pathNot: ['^src/platforms/teams/', '(^|/)node_modules/'] },
      { path: packages('botbuilder[^/]*|botframework-[^/]+') },
    ),
    rule(
      'clock-in-one-file',
      'node-cron only beats the clock: when something is due is croner and the database',
      { path: '^', pathNot: ['^jobs/clock\\.ts$', '(^|/)node_modules/'] },
      { path: packages('node-cron') },
    ),
    rule(
      'tables-in-stores',
      'only the store of a room (store.ts; where there are two, x-store.ts) knows how its rows look',
      { path: '^', pathNot: ['^db/', '^src/[^/]+/store\\.ts$', '^src/[^/]+/[^/]+-store\\.ts$'] },
      { path: '^db/schema/' },
    ),
    rule(
      'doors-without-sql',
      'commands and jobs call the verbs of a room; SQL belongs in its store',
      { path: '^(commands|jobs)/' },
      { path: packages('drizzle-orm|postgres') },
    ),
    rule(
      'server-at-the-roof',
      'the database is opened, migrated and stopped where everything is put together',
      { path: '^(src/[^/]+/|commands/|jobs/)', pathNot: [anyOf(roof)] },
      { path: '^db/(embedded|migrate|catalogue)' },
    ),
    rule(
      'db-at-the-bottom',
      'the database knows nothing of what is kept in it',
      { path: '^db/' },
      { path: '^(src|commands|jobs|playground|samples|bench|test)/' },
    ),
    rule(
      'playground-over-the-wire',
      'the playground knows the bot as Slack and Teams do, or it would be kinder than they are',
      { path: '^playground/' },
      { path: '^(src|commands|jobs|db|samples|bench|test)/' },
    ),
    rule(
      'samples-over-the-wire',
      'the samples use Drumbeat as a company would: by its command line and its files',
      { path: '^samples/' },
      { path: '^(src|commands|jobs|db|bench|test)/' },
    ),
    rule(
      'no-development-packages',
      'these packages are not there where Drumbeat is installed',
      { path: '^(src|commands|jobs|db)/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: ['/node_modules/@types/'] },
    ),
    { name: 'no-tests-imported', severity: 'error', from: {}, to: { path: '\\.test\\.tsx?$' } },
    {
      name: 'no-circle',
      comment: 'neither half of a circle can be understood, or tested, alone',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // The page's TSX cannot be parsed here; its imports are looked at by scripts/check.mjs.
    exclude: { path: '^(dist|playground/page)/' },
  },
}
