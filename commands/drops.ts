import type { Values } from '../src/chat/form.js'
import type { Reply } from '../src/chat/incoming.js'
import type { Message } from '../src/chat/message.js'
import { type Text, textOf } from '../src/chat/text.js'
import { allPeople } from '../src/company/store.js'
import * as actions from '../src/drops/actions.js'
import { openCard, problemCard } from '../src/drops/card.js'
import { checkForm, compareTotal } from '../src/drops/check.js'
import { columnsForm, withColumns } from '../src/drops/columns-form.js'
import type { DropDesk } from '../src/drops/desk.js'
import { questionForm, saidIn } from '../src/drops/form.js'
import { importDropped, mappingOf, settleDropped } from '../src/drops/import.js'
import { surroundings } from '../src/drops/known.js'
import { type Drop, mayImport, mostBytes } from '../src/drops/model.js'
import { draftFor, readDrop, withLists } from '../src/drops/read.js'
import { type Received, receiveFiles } from '../src/drops/receive.js'
import { refusedCard } from '../src/drops/report-card.js'
import * as store from '../src/drops/store.js'
import { dropCard } from '../src/drops/view.js'
import { mappingYamlForChat } from '../src/facts/mapping-yaml.js'
import { describeProblem, FactsError } from '../src/facts/problems.js'
import { answer } from '../src/facts/recognition/answers.js'
import { questionsOf } from '../src/facts/recognition/questions.js'
import { Refusal } from '../src/locales/refusal.js'
import type { Catalogue } from '../src/metrics/catalogue.js'
import { type Asking, bind, type Command, type Shared } from './command.js'

const megabytes = mostBytes / (1024 * 1024)
const mostOpen = 5

/** `/drumbeat import`, the files that people drop into the direct message, and every button on the way to their numbers. */
export function dropCommand(catalogue: Catalogue, desk: DropDesk): Command {
  const door = new DropDoor(catalogue, desk)
  return {
    name: 'import',
    words: (_text, asking) => door.open(asking),
    files: (shared, asking) => door.receive(shared, asking),
    bindings: [
      bind(actions.openDrop, { press: ({ drop }, asking) => door.show(drop, asking) }),
      bind(actions.chooseSheet, { press: ({ drop, sheet }, asking) => door.sheet(drop, sheet, asking) }),
      bind(actions.chooseFact, { press: (args, asking) => door.fact(args, asking) }),
      bind(actions.answerQuestions, {
        press: ({ drop }, asking) => door.ask(drop, asking),
        submit: ({ drop }, values, asking) => door.answer(drop, values, asking),
      }),
      bind(actions.editColumns, {
        press: ({ drop }, asking) => door.columns(drop, asking),
        submit: ({ drop }, values, asking) => door.setColumns(drop, values, asking),
      }),
      bind(actions.setUpAnew, { press: ({ drop }, asking) => door.anew(drop, asking) }),
      bind(actions.importDrop, { press: ({ drop }, asking) => door.bringIn(drop, asking) }),
      bind(actions.discardDrop, { press: ({ drop }, asking) => door.discard(drop, asking) }),
      bind(actions.settleName, { press: (args, asking) => door.settle(args, asking) }),
      bind(actions.joinList, { press: ({ drop }, asking) => door.join(drop, asking) }),
      bind(actions.showRefused, { press: ({ drop }, asking) => door.refused(drop, asking) }),
      bind(actions.checkTotal, {
        press: ({ drop }, asking) => door.checkForm(drop, asking),
        submit: ({ drop }, values, asking) => door.check(drop, values, asking),
      }),
      bind(actions.showMapping, { press: ({ drop }, asking) => door.mapping(drop, asking) }),
    ],
  }
}

/** Every verb on a dropped file: who may, what is asked, and the card as it stands afterwards. */
class DropDoor {
  readonly #catalogue: Catalogue
  readonly #desk: DropDesk

  constructor(catalogue: Catalogue, desk: DropDesk) {
    this.#catalogue = catalogue
    this.#desk = desk
  }

  async open(asking: Asking): Promise<Reply> {
    await mustImport(asking)
    const drops = await store.openDrops(asking.db, asking.by.id, mostOpen)
    return { kind: 'tell', message: openCard(drops, megabytes, asking.t) }
  }

  async receive({ files }: Shared, asking: Asking): Promise<Reply> {
    await mustImport(asking)
    const received = await receiveFiles(this.#desk, asking, asking.at, files)
    const cards = await Promise.all(received.map((one) => this.#receivedCard(one, asking)))
    const blocks = cards.flatMap((one, at) => [...(at > 0 ? [{ kind: 'divider' as const }] : []), ...one.blocks])
    return { kind: 'tell', message: { blocks, discloses: cards.flatMap((one) => one.discloses) } }
  }

  async #receivedCard(one: Received, asking: Asking): Promise<Message> {
    const { t } = asking
    switch (one.kind) {
      case 'kept':
        return dropCard(this.#catalogue, asking, one.drop)
      case 'refused': {
        const key = one.why === 'too large' ? 'too_large' : one.why
        return said(t.text(`drops.file_${key}`, { file: one.name, most: megabytes }))
      }
      case 'unreadable': {
        const problems = one.error.problems.map((problem) => textOf(describeProblem(problem, t)))
        return said(t.text('drops.file_unreadable', { file: one.name }), ...problems)
      }
    }
  }

  async show(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    return { kind: 'tell', message: await dropCard(this.#catalogue, asking, drop) }
  }

  async #redraw(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    return { kind: 'redraw', message: await dropCard(this.#catalogue, asking, drop), note: null }
  }

  async sheet(id: number, at: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    const sheet = drop.sheets?.[at]
    if (sheet !== undefined && drop.sheet === null) {
      await store.changeDrop(asking.db, id, { sheet }, asking.now)
      await readDrop(this.#desk, asking, id)
    }
    return this.#redraw(id, asking)
  }

  async fact(
    { drop: id, fact }: { drop: number; fact: Parameters<typeof draftFor>[3] | null },
    asking: Asking,
  ): Promise<Reply> {
    const drop = await dropOf(id, asking)
    if (fact === null) await store.changeDrop(asking.db, id, { state: 'list', draft: null }, asking.now)
    else {
      const draft = await draftFor(this.#desk, asking, drop, fact)
      await store.changeDrop(asking.db, id, { state: 'open', draft }, asking.now)
    }
    return this.#redraw(id, asking)
  }

  async #questions(drop: Drop, asking: Asking) {
    if (drop.draft === null || drop.profile === null) throw new Refusal('drops.not_ready', { file: drop.name })
    const { draft, profile } = drop
    const questions = questionsOf(draft, profile, await surroundings(asking, draft.fact))
    return { draft, profile, questions }
  }

  async ask(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    const { questions } = await this.#questions(drop, asking)
    return questions.length === 0
      ? this.#redraw(id, asking)
      : { kind: 'form', form: questionForm(drop, questions, asking.t) }
  }

  async answer(id: number, values: Values, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    const { draft, profile, questions } = await this.#questions(drop, asking)
    const answered = answer(draft, profile, questions, saidIn(questions, values))
    if (answered.faults !== null) {
      return { kind: 'form', form: questionForm(drop, questions, asking.t, values, answered.faults) }
    }
    await store.changeDrop(asking.db, id, { draft: answered.draft }, asking.now)
    const left = await this.#questions({ ...drop, draft: answered.draft }, asking)
    // What was answered may have raised the next question: which words of the chosen column mean what.
    if (left.questions.length > 0) return { kind: 'form', form: questionForm(drop, left.questions, asking.t) }
    return this.bringIn(id, asking)
  }

  async columns(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    const { draft, profile } = await this.#questions(drop, asking)
    return { kind: 'form', form: columnsForm(drop, draft, profile, asking.t) }
  }

  async setColumns(id: number, values: Values, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    const { draft, profile } = await this.#questions(drop, asking)
    await store.changeDrop(asking.db, id, { draft: withColumns(draft, profile, values), report: null }, asking.now)
    return this.#redraw(id, asking)
  }

  async anew(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    const fact = drop.draft?.fact
    const draft = fact === undefined ? null : await draftFor(this.#desk, asking, drop, fact)
    await store.changeDrop(asking.db, id, { draft }, asking.now)
    return this.#redraw(id, asking)
  }

  async bringIn(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    return this.#orProblems(drop, asking, () => importDropped(this.#desk, asking, drop))
  }

  async settle(
    args: { drop: number; field: string; name: string; near: string; same: boolean },
    asking: Asking,
  ): Promise<Reply> {
    const drop = await dropOf(args.drop, asking)
    return this.#orProblems(drop, asking, () => settleDropped(this.#desk, asking, drop, args))
  }

  async join(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    if (drop.draft === null) throw new Refusal('drops.not_ready', { file: drop.name })
    const draft = await withLists(this.#desk, asking, drop, drop.draft)
    await store.changeDrop(asking.db, id, { draft }, asking.now)
    return this.#orProblems(drop, asking, () => importDropped(this.#desk, asking, { ...drop, draft }))
  }

  /** What does not fit is said on the card, with the ways to go on; the file and all that was answered stay. */
  async #orProblems(drop: Drop, asking: Asking, work: () => Promise<unknown>): Promise<Reply> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof FactsError)) throw error
      return { kind: 'redraw', message: problemCard(drop, error, asking.t), note: null }
    }
    return this.#redraw(drop.id, asking)
  }

  async discard(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    if (drop.state !== 'imported') {
      await store.changeDrop(asking.db, drop.id, { state: 'closed', bytes: null }, asking.now)
    }
    return this.#redraw(id, asking)
  }

  async refused(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    if (drop.report === null) throw new Refusal('drops.not_ready', { file: drop.name })
    return { kind: 'tell', message: refusedCard(drop, drop.report, asking.t) }
  }

  async checkForm(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    return { kind: 'form', form: await checkForm(this.#catalogue, asking, drop) }
  }

  async check(id: number, values: Values, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    const made = await compareTotal(this.#catalogue, asking, drop, values)
    return 'blocks' in made ? { kind: 'tell', message: made } : { kind: 'form', form: made }
  }

  async mapping(id: number, asking: Asking): Promise<Reply> {
    const drop = await dropOf(id, asking)
    if (drop.draft === null) throw new Refusal('drops.not_ready', { file: drop.name })
    const yaml = mappingYamlForChat(mappingOf(drop.draft))
    const lines = yaml.trimEnd().split('\n')
    const code = lines.flatMap(
      (line, at): Text => [...(at > 0 ? [{ kind: 'break' as const }] : []), { kind: 'code', text: line }],
    )
    return { kind: 'tell', message: said(asking.t.text('drops.mapping_is', { label: drop.draft.label }), code) }
  }
}

const said = (...texts: readonly Text[]): Message => ({
  blocks: texts.map((text) => ({ kind: 'text', text })),
  discloses: [],
})

/** @throws Refusal that names who may, for somebody who may not */
async function mustImport(asking: Asking): Promise<void> {
  if (mayImport(asking.by)) return
  if (asking.by.outsider) throw new Refusal('company.outsider')
  const people = await allPeople(asking.db)
  const may = people
    .filter((one) => one.active && mayImport(one))
    .sort((a, b) => (a.role === 'revops' ? -1 : 1) - (b.role === 'revops' ? -1 : 1))
  throw new Refusal('drops.not_allowed', { who: asking.t.list(may.slice(0, 5).map((one) => one.name)) })
}

/** A file that may be seen: RevOps sees all, others what they dropped themselves. */
async function dropOf(id: number, asking: Asking): Promise<Drop> {
  await mustImport(asking)
  const drop = await store.dropById(asking.db, id)
  if (!drop || (drop.person !== asking.by.id && asking.by.role !== 'revops')) {
    throw new Refusal('drops.not_yours', { file: drop?.name ?? '' })
  }
  return drop
}
