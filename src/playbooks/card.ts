import { callOf } from '../chat/action.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Button, Message, Subject } from '../chat/message.js'
import { type Text, textOf } from '../chat/text.js'
import type { Context } from '../company/context.js'
import type { Person } from '../company/model.js'
import { allPeople } from '../company/store.js'
import type { Texts } from '../locales/texts.js'
import * as actions from './actions.js'
import { argsOf, filledArgs, isRecord, type Playbook } from './model.js'
import { presetNamed } from './presets.js'
import { disclosedBy, sayText, shownField } from './shown.js'
import * as store from './store.js'
import { whenLines } from './when.js'

/** As many stand in one message with their buttons; what is beyond is counted, and shown by a press. */
const mostShown = 5

/** [Show what waits]. */
export const waitingButton = (t: Texts): Button =>
  buttonOf(t.plain('playbooks.show_waiting'), callOf(actions.waiting, {}))

/** What playbooks propose to somebody, or have done for them: each with what is to be decided, or what became of it. */
export async function proposalsCard(context: Context, firings: readonly store.Firing[]): Promise<Message> {
  const { t } = context
  const shown = firings.slice(0, mostShown)
  const more = firings.length - shown.length
  const cards = await Promise.all(shown.map((one) => firingBlocks(context, one)))
  const rest: readonly Block[] = [
    { kind: 'note', text: t.text('playbooks.more', { count: more }) },
    { kind: 'actions', buttons: [waitingButton(t)] },
  ]
  return {
    blocks: [...cards.flatMap(({ blocks }) => blocks), ...(more > 0 ? rest : [])],
    discloses: [...new Set(cards.flatMap(({ discloses }) => discloses))],
  }
}

async function firingBlocks(
  context: Context,
  firing: store.Firing,
): Promise<{ readonly blocks: readonly Block[]; readonly discloses: readonly Subject[] }> {
  const { db, t } = context
  const stored = await store.byName(db, firing.playbook)
  if (!stored) return { blocks: [], discloses: [] }
  const { playbook } = stored
  const discloses = disclosedBy(firing)
  const said: Block = { kind: 'text', text: sayText(playbook, firing, t), discloses }
  if (firing.state === 'proposed') {
    const what = await titleOf(playbook, filledArgs(argsOf(playbook), shownField(firing, t)), context)
    return {
      discloses,
      blocks: [
        said,
        { kind: 'note', text: t.text('playbooks.would', { what, title: playbook.title }), discloses },
        { kind: 'actions', buttons: firingButtons(firing, playbook, t) },
      ],
    }
  }
  const people = await allPeople(db)
  const by = people.find(({ id }) => id === firing.decidedBy)?.name ?? ''
  const args = { by, words: firing.outcome?.words ?? '', title: playbook.title }
  return { discloses, blocks: [said, { kind: 'note', text: t.text(`playbooks.is_${firing.state}`, args), discloses }] }
}

/** What a playbook would do, in few words; as it was agreed where what stands in the record does not fit into it. */
async function titleOf(playbook: Playbook, args: unknown, context: Context): Promise<Text> {
  const preset = presetNamed(playbook.do.action)
  return (await preset.title(args, context)) ?? (await preset.title(argsOf(playbook), context)) ?? textOf(preset.name)
}

/** [Do it], or what has to be added first, and [Not now]. */
export function firingButtons(firing: store.Firing, { needs }: Playbook, t: Texts): readonly Button[] {
  const { id } = firing
  const act =
    needs === undefined
      ? buttonOf(t.plain('playbooks.do'), callOf(actions.accept, { firing: id }), 'primary')
      : buttonOf(t.plain('playbooks.add', { needs }), callOf(actions.add, { firing: id }), 'primary')
  const leave = buttonOf(t.plain('playbooks.decline'), callOf(actions.decline, { firing: id }))
  const discloses = disclosedBy(firing)
  return [act, leave].map((one) => ({ ...one, discloses }))
}

/** [It helped] and [It did not]. */
export const helpedButtons = (id: number, t: Texts): readonly Button[] => [
  buttonOf(t.plain('playbooks.helped'), callOf(actions.helped, { firing: id, helped: true })),
  buttonOf(t.plain('playbooks.helped_not'), callOf(actions.helped, { firing: id, helped: false })),
]

/** More playbooks than these are counted. */
const mostListed = 15

/**
 * All playbooks, each with how often it spoke and what became of it.
 * @param people everybody of the company: a playbook whose owner or decider has left is silent, and that is said
 */
export function listCard(
  all: readonly store.Stored[],
  tallies: ReadonlyMap<string, store.Tally>,
  people: readonly Person[],
  t: Texts,
): Message {
  const fresh = buttonOf(t.plain('playbooks.new'), callOf(actions.write, { playbook: null }))
  if (all.length === 0)
    return {
      blocks: [
        { kind: 'text', text: t.text('playbooks.none') },
        { kind: 'actions', buttons: [fresh] },
      ],
      discloses: [],
    }
  const shown = all.slice(0, mostListed)
  const more = all.length - shown.length
  return {
    blocks: [
      { kind: 'heading', text: t.plain('playbooks.list') },
      ...shown.flatMap(({ playbook: { name, title, owner, ask }, state }): readonly Block[] => [
        {
          kind: 'text',
          text: t.text('playbooks.line', {
            title,
            state,
            left: leftOf([owner, ask ?? owner], people),
            ...tallyOf(tallies.get(name)),
          }),
        },
        { kind: 'actions', buttons: [buttonOf(t.plain('playbooks.show'), callOf(actions.show, { playbook: name }))] },
      ]),
      ...(more > 0 ? [{ kind: 'note', text: t.text('playbooks.more', { count: more }) } as const] : []),
      { kind: 'actions', buttons: [fresh] },
    ],
    discloses: [],
  }
}

/** Whoever of these is not there any more, by name, or `none`. */
function leftOf(emails: readonly string[], people: readonly Person[]): string {
  const gone = emails.find((email) => !people.some((one) => one.email === email && one.active))
  return gone === undefined ? 'none' : (people.find((one) => one.email === gone)?.name ?? gone)
}

const tallyOf = (tally: store.Tally | undefined) => ({
  said: tally?.said ?? 0,
  done: tally?.done ?? 0,
  declined: tally?.declined ?? 0,
  waiting: tally?.waiting ?? 0,
  helped: tally?.helped ?? 0,
  asked: tally?.asked ?? 0,
})

/** One playbook: when it speaks, what it then does, what became of it so far. */
export async function playbookCard(
  context: Context,
  { playbook, state }: store.Stored,
  tally: store.Tally | undefined,
  last: readonly store.Firing[],
): Promise<Message> {
  const { t } = context
  const { name, title, when, owner, ask, how, check } = playbook
  const what = await titleOf(playbook, argsOf(playbook), context)
  const act = (label: string, action: typeof actions.pause): Button =>
    buttonOf(label, callOf(action, { playbook: name }))
  return {
    blocks: [
      { kind: 'heading', text: title },
      {
        kind: 'facts',
        facts: [
          { label: t.plain('playbooks.when'), value: textOf(whenLines(when).join(', ')) },
          {
            label: t.plain('playbooks.then'),
            value: t.text('playbooks.then_does', { what, how: how.replace(' ', '_') }),
          },
          { label: t.plain('playbooks.asked'), value: textOf(ask ?? owner) },
          ...(check
            ? [
                {
                  label: t.plain('playbooks.check'),
                  value: t.text('playbooks.check_after', {
                    days: Number.parseInt(check.after, 10),
                    metric: check.metric ?? 'none',
                  }),
                },
              ]
            : []),
          { label: t.plain('playbooks.so_far'), value: t.text('playbooks.tally', { state, ...tallyOf(tally) }) },
        ],
      },
      ...last.map((one): Block => {
        const said = sayText(playbook, one, t)
        const helped = one.helped === null ? 'none' : one.helped ? 'yes' : 'no'
        const words = one.outcome?.words ?? ''
        return {
          kind: 'text',
          text: t.text('playbooks.past', { when: one.at, said, state: one.state, words, helped }),
          discloses: disclosedBy(one),
        }
      }),
      {
        kind: 'actions',
        buttons: [
          buttonOf(t.plain('playbooks.edit'), callOf(actions.write, { playbook: name })),
          ...(isRecord(when) ? [act(t.plain('playbooks.try'), actions.attempt)] : []),
          state === 'paused'
            ? act(t.plain('playbooks.resume'), actions.resume)
            : act(t.plain('playbooks.pause'), actions.pause),
          act(t.plain('playbooks.end'), actions.end),
        ],
      },
    ],
    discloses: [...new Set(last.flatMap(disclosedBy))],
  }
}
