import type { Context } from '../company/context.js'
import type { Texts } from '../locales/texts.js'
import type { Catalogue } from '../metrics/catalogue.js'
import type { Definition } from '../metrics/definition.js'
import { shownValue } from '../metrics/shown.js'
import { mayRead, subjectOf } from '../metrics/visibility.js'
import type { Due, DueSource, Waking } from '../mornings/due.js'
import { dayOf, startOfDay } from '../time/zone.js'
import { firingButtons, helpedButtons, waitingButton } from './card.js'
import { firingSubject, waitingSubject } from './decide.js'
import type { Playbook } from './model.js'
import { disclosedBy, maySee, sayText } from './shown.js'
import * as store from './store.js'

/** What playbooks bring up in the morning: what still waits to be decided since an earlier day, and whether what was done helped. */
export function playbookDues(catalogue: Catalogue): DueSource {
  return {
    name: 'playbooks',
    due: async (context, people) => {
      const playbooks = new Map((await store.all(context.db)).map(({ playbook }) => [playbook.name, playbook]))
      const waiting = await store.waitingFor(
        context.db,
        people.map(({ person }) => person.id),
      )
      const checks = await store.toCheck(context.db, context.now)
      return [
        ...people.flatMap((waking) => waitingDue(waiting, waking, playbooks, catalogue)),
        ...checks.flatMap((one) => checkDue(one, playbooks.get(one.playbook), people, context, catalogue)),
      ]
    },
  }
}

/** One line, however many wait. What was proposed today stands in the conversation by itself already. */
function waitingDue(
  waiting: readonly store.Firing[],
  waking: Waking,
  playbooks: ReadonlyMap<string, Playbook>,
  catalogue: Catalogue,
): readonly Due[] {
  const { person, day, again } = waking
  const begins = startOfDay(day, person.zone).epochMilliseconds
  const theirs = waiting.filter(
    (one) => one.asked === person.id && (again || one.at.epochMilliseconds < begins) && maySee(one, person, catalogue),
  )
  const [first, ...more] = theirs
  const playbook = first && playbooks.get(first.playbook)
  if (!first || !playbook) return []
  const about = waitingSubject(person.id)
  const common = { person: person.id, about, urgency: 'asked' } as const
  if (more.length > 0)
    return [
      {
        ...common,
        line: (t) => t.text('playbooks.line_several', { count: theirs.length }),
        buttons: (t) => [waitingButton(t)],
      },
    ]
  return [
    {
      ...common,
      discloses: disclosedBy(first),
      line: (t) => t.text('playbooks.line_waiting', { said: sayText(playbook, first, t) }),
      buttons: (t) => firingButtons(first, playbook, t),
    },
  ]
}

function checkDue(
  firing: store.Firing,
  playbook: Playbook | undefined,
  people: readonly Waking[],
  context: Context,
  catalogue: Catalogue,
): readonly Due[] {
  const waking = people.find(({ person }) => person.id === (firing.decidedBy ?? firing.asked))
  if (!playbook || !waking || !firing.decidedAt || !maySee(firing, waking.person, catalogue)) return []
  const { decidedAt } = firing
  const number = numberOf(firing, playbook, waking, catalogue)
  return [
    {
      person: waking.person.id,
      about: firingSubject(firing.id),
      urgency: 'asked',
      discloses: [...disclosedBy(firing), ...(number ? [subjectOf(number.definition.name)] : [])],
      line: (t) =>
        t.text('playbooks.line_check', {
          when: t.day(dayOf(decidedAt, waking.person.zone)),
          said: sayText(playbook, firing, t),
          words: firing.outcome?.words ?? '',
          ...(number ? thenAndNow(number, context, t) : { metric: 'none' }),
        }),
      buttons: (t) => helpedButtons(firing.id, t),
    },
  ]
}

/** The number by which it can be seen, then and now. */
interface Checked {
  readonly definition: Definition
  readonly before: number
  readonly after: number
}

/** Null where none was agreed or measured, and for who may not read it. */
function numberOf(
  { before, after }: store.Firing,
  { check }: Playbook,
  { person }: Waking,
  catalogue: Catalogue,
): Checked | null {
  const metric = check?.metric === undefined ? null : catalogue.find(check.metric)
  if (!metric || before === null || after === null || !mayRead(metric, person)) return null
  const { definition } = metric
  return { definition, before, after }
}

function thenAndNow({ definition, before, after }: Checked, { company }: Context, t: Texts) {
  const shown = (value: number): string => shownValue(value, definition, company.currency, t)
  return { metric: definition.label, before: shown(before), after: shown(after) }
}
