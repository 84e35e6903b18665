import { posix } from 'node:path'
import type { Readable } from 'node:stream'
import { FactsError } from '../problems.js'
import { LIMITS } from './limits.js'
import { type Epoch, showsDay } from './serial.js'
import { hearXml } from './xml.js'
import { type Parts, tooLarge } from './zip.js'

export interface Sheet {
  readonly name: string
  /** Where its XML stands in the zip. */
  readonly part: string
}

/** What is known of a workbook before a sheet is read. */
export interface Workbook {
  /** The sheets that people see, in their order. */
  readonly sheets: readonly Sheet[]
  readonly epoch: Epoch
  /** Texts that cells refer to by number. */
  readonly strings: readonly string[]
  /** By a cell's style: whether its number shows as a day. */
  readonly days: readonly boolean[]
}

/** @throws FactsError when the parts are not those of an Excel workbook */
export async function readWorkbook(parts: Parts, name: string): Promise<Workbook> {
  const root = [...(await relations(parts, '')).values()].find((one) => one.type === 'officeDocument')?.target
  if (root === undefined || !root.endsWith('.xml'))
    throw new FactsError([{ at: name, key: 'facts.excel_not', args: {} }])
  const related = await relations(parts, root)
  const { sheets, epoch } = await sheetsOf(await parts.stream(root, LIMITS.part))
  const target = (type: string): string | null =>
    [...related.values()].find((one) => one.type === type && parts.has(one.target))?.target ?? null
  const [strings, styles] = [target('sharedStrings'), target('styles')]
  return {
    epoch,
    sheets: sheets.flatMap(({ id, name: title }): readonly Sheet[] => {
      const found = related.get(id)
      return found?.type === 'worksheet' && parts.has(found.target) ? [{ name: title, part: found.target }] : []
    }),
    strings: strings === null ? [] : await stringsOf(await parts.stream(strings, LIMITS.strings), name),
    days: styles === null ? [] : await daysOf(await parts.stream(styles, LIMITS.part)),
  }
}

interface Relation {
  readonly type: string
  readonly target: string
}

/** What a part refers to, by id. The type's last word tells them apart in both editions of the standard. */
async function relations(parts: Parts, part: string): Promise<ReadonlyMap<string, Relation>> {
  const folder = posix.dirname(part)
  const file = posix.join(folder, '_rels', `${posix.basename(part)}.rels`)
  const found = new Map<string, Relation>()
  if (!parts.has(file)) return found
  await hearXml(await parts.stream(file, LIMITS.part), {
    ...deaf,
    open: (name, { Id = '', Type = '', Target = '', TargetMode }) => {
      if (name !== 'Relationship' || TargetMode === 'External') return
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target)
      found.set(Id, { type: posix.basename(Type), target })
    },
  })
  return found
}

const deaf = { open: (): void => {}, close: (): void => {}, text: (): void => {} }

async function sheetsOf(
  stream: Readable,
): Promise<{ readonly sheets: readonly { readonly id: string; readonly name: string }[]; readonly epoch: Epoch }> {
  const sheets: { id: string; name: string }[] = []
  let epoch: Epoch = 1900
  await hearXml(stream, {
    ...deaf,
    open: (tag, { id = '', name = '', state = 'visible', date1904 }) => {
      if (tag === 'sheet' && state === 'visible') sheets.push({ id, name })
      if (tag === 'workbookPr' && (date1904 === '1' || date1904 === 'true')) epoch = 1904
    },
  })
  return { sheets, epoch }
}

/** Each `si` is one text, perhaps in runs of several formats; `rPh` only says how it is pronounced. */
async function stringsOf(stream: Readable, name: string): Promise<readonly string[]> {
  const strings: string[] = []
  let text = ''
  let heard = false
  let aside = 0
  await hearXml(stream, {
    open: (tag) => {
      if (tag === 'si') text = ''
      if (tag === 'rPh') aside += 1
      heard = tag === 't' && aside === 0
    },
    text: (piece) => {
      if (heard) text += piece
      if (text.length > LIMITS.cell * 2) throw tooLarge(name)
    },
    close: (tag) => {
      if (tag === 'rPh') aside -= 1
      if (tag === 't') heard = false
      if (tag === 'si') strings.push(text)
    },
  })
  return strings
}

async function daysOf(stream: Readable): Promise<readonly boolean[]> {
  const codes = new Map<number, string>()
  const days: boolean[] = []
  let inCells = false
  await hearXml(stream, {
    ...deaf,
    open: (tag, { numFmtId = '0', formatCode = '' }) => {
      const id = Number(numFmtId)
      if (tag === 'numFmt') codes.set(id, formatCode)
      if (tag === 'cellXfs') inCells = true
      if (tag === 'xf' && inCells) days.push(showsDay(id, codes.get(id) ?? null))
    },
    close: (tag) => {
      if (tag === 'cellXfs') inCells = false
    },
  })
  return days
}
