import { crc32, deflateRawSync } from 'node:zlib'

/** One part of a zip. `claims` lets a part lie about its unpacked size, as a bomb does. */
export interface Part {
  readonly name: string
  readonly text: string
  readonly claims?: number
}

/** A zip of these parts (PKWARE's APPNOTE, 4.3): local headers, then the directory. */
export function zipOf(parts: readonly Part[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, text, claims } of parts) {
    const bytes = Buffer.from(text)
    const packed = deflateRawSync(bytes)
    const title = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claims ?? bytes.length, 18)
    common.writeUInt16LE(title.length, 22)
    files.push(Buffer.from('PK\u0003\u0004'), common, title, packed)
    const more = Buffer.alloc(14)
    more.writeUInt32LE(at, 10)
    directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, more, title)
    at += 4 + common.length + title.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 0, 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, list, end])
}

/** A sheet: the XML of its rows as Excel writes it, and what stands behind them. */
export interface TestSheet {
  readonly name: string
  readonly rows: string
  readonly after?: string
  readonly state?: 'hidden'
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** Style 1 is a built-in date, 2 a format of the workbook's own with a day and a time, 3 a percentage. */
const styles = `<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts>
<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs></styleSheet>`

/** A workbook part by part, for what no library writes: results of formulas, merged cells, lies. */
export function workbookParts(
  sheets: readonly TestSheet[],
  { strings = [], date1904 = false }: { readonly strings?: readonly string[]; readonly date1904?: boolean } = {},
): readonly Part[] {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`
  const listed = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}"${state ? ` state="${state}"` : ''} r:id="rId${at + 1}"/>`,
  )
  const related = sheets.map((_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`))
  return [
    {
      name: '_rels/.rels',
      text: `<Relationships xmlns="${packages}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      text: `<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${listed.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      text: `<Relationships xmlns="${packages}">${related.join('')}${relation('rS', 'sharedStrings', 'sharedStrings.xml')}${relation('rT', 'styles', 'styles.xml')}</Relationships>`,
    },
    { name: 'xl/styles.xml', text: styles },
    {
      name: 'xl/sharedStrings.xml',
      text: `<sst xmlns="${main}">${strings.map((one) => `<si><t xml:space="preserve">${one}</t></si>`).join('')}</sst>`,
    },
    ...sheets.map(({ rows, after = '' }, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      text: `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${after}</worksheet>`,
    })),
  ]
}
