import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Message } from '../chat/message.js'
import type { Text } from '../chat/text.js'
import type { Department, Person } from '../company/model.js'
import { newDigest } from '../digests/actions.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'

/** How far a company has come on its first day. */
export interface Steps {
  /** What has been imported, as people call it. */
  readonly sources: readonly string[]
  readonly people: readonly Person[]
  readonly departments: readonly Department[]
  /** The channels that are known, by name. */
  readonly channels: readonly string[]
  readonly digests: number
  /** Who cannot be written to. */
  readonly unreached: readonly Person[]
}

/** The way from the first file to the first digest, with what is done and the button of what is next. */
export function stepsCard(
  { sources, people, departments, channels, digests, unreached }: Steps,
  megabytes: number,
  t: Texts,
): Message {
  const data: Block =
    sources.length === 0
      ? { kind: 'text', text: t.text('welcome.data', { most: megabytes }) }
      : { kind: 'text', text: t.text('welcome.data_done', { sources: t.list(sources) }) }
  return {
    blocks: [
      { kind: 'heading', text: t.plain('welcome.title') },
      data,
      { kind: 'text', text: t.text('welcome.people', { count: people.filter((one) => one.active).length }) },
      { kind: 'text', text: leadersText(people, departments, t) },
      {
        kind: 'text',
        text: t.text(channels.length === 0 ? 'welcome.channels' : 'welcome.channels_done', {
          channels: t.list(channels),
        }),
      },
      { kind: 'text', text: t.text(digests === 0 ? 'welcome.digest' : 'welcome.digest_done', { count: digests }) },
      ...(unreached.length > 0 ? [unreachedNote(unreached, t)] : []),
      {
        kind: 'actions',
        buttons: [
          buttonOf(t.plain('welcome.add_people'), callOf(actions.addPeople, {})),
          buttonOf(t.plain('welcome.fill'), callOf(actions.fillDepartments, {})),
          buttonOf(t.plain('welcome.name_leaders'), callOf(actions.nameLeaders, {})),
          ...(sources.length > 0
            ? [buttonOf(t.plain('welcome.make_digest'), callOf(newDigest, { metrics: [], copyOf: null }))]
            : []),
          ...(unreached.length > 0 ? [buttonOf(t.plain('welcome.ask_it'), callOf(actions.askIt, {}))] : []),
        ],
      },
    ],
    discloses: [],
  }
}

function leadersText(people: readonly Person[], departments: readonly Department[], t: Texts): Text {
  const leaders = departments.flatMap(({ label, leader: id }) => {
    const leader = people.find((one) => one.id === id)?.name
    return leader === undefined ? [] : [t.plain('welcome.leader', { department: label, leader })]
  })
  const vacant = departments.filter(({ leader }) => !people.some(({ id }) => id === leader)).map(({ label }) => label)
  return t.text('welcome.leaders', {
    led: leaders.length,
    leaders: t.list(leaders),
    vacant: vacant.length,
    departments: t.list(vacant),
  })
}

/** So many are named; the request to IT names all of them. */
const mostNamed = 10

function unreachedNote(unreached: readonly Person[], t: Texts): Block {
  const names = unreached.slice(0, mostNamed).map(({ name }) => name)
  const more = unreached.length - names.length
  return { kind: 'note', text: t.text('welcome.unreached', { names: t.list(names), more }) }
}

/** The request to whoever looks after the platforms, to be passed on as it is. */
export function requestCard(unreached: readonly Person[], t: Texts): Message {
  const people = unreached.map(({ name, email }) => t.plain('welcome.person', { name, email }))
  return {
    blocks: [
      { kind: 'text', text: t.text(people.length === 0 ? 'welcome.all_reached' : 'welcome.pass_on') },
      ...(people.length === 0
        ? []
        : [{ kind: 'text' as const, text: t.text('welcome.request', { people: t.list(people) }) }]),
    ],
    discloses: [],
  }
}

/** Asks somebody whether they lead a department, because others decide by it. */
export function leadingCard(by: Person, department: Department, person: Person, t: Texts): Message {
  const leading = { department: department.key, person: person.id, by: by.id }
  return {
    blocks: [
      { kind: 'text', text: t.text('welcome.do_you_lead', { by: by.name, department: department.label }) },
      {
        kind: 'actions',
        buttons: [
          buttonOf(t.plain('welcome.lead'), callOf(actions.confirmLeading, leading), 'primary'),
          buttonOf(t.plain('welcome.lead_not'), callOf(actions.declineLeading, leading)),
        ],
      },
    ],
    discloses: [],
  }
}
