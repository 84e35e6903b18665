import { describe, expect, it } from 'vitest'
import type { Block, Message, Subject } from '../chat/message.js'
import { textOf } from '../chat/text.js'
import { withheld } from './withhold.js'

const revenue = { platform: 'slack', workspace: 'T0ACME', kind: 'channel', channel: 'C0REVENUE', thread: null } as const
const line = (text: string, ...discloses: Subject[]): Block => ({ kind: 'text', text: textOf(text), discloses })
const heading: Block = { kind: 'heading', text: 'Weekly revenue beat' }
const message = (discloses: readonly Subject[], ...blocks: Block[]): Message => ({
  blocks: [heading, ...blocks],
  discloses,
})
const permits =
  (...forbidden: Subject[]) =>
  async ({ discloses }: Message) =>
    discloses.every((subject) => !forbidden.includes(subject))

describe('a message whose readers lost a right since it was composed', () => {
  const digest = message(
    ['metric:win_rate', 'metric:arr'],
    line('Win rate 24%', 'metric:win_rate'),
    line('ARR €6.4M', 'metric:arr'),
  )

  it('goes out without the line that they may not see any more', async () => {
    const left = await withheld(digest, revenue, permits('metric:arr'))
    expect(left).toEqual(message(['metric:win_rate'], line('Win rate 24%', 'metric:win_rate')))
  })

  it('is not sent at all when nothing that it says is left', async () => {
    expect(await withheld(digest, revenue, permits('metric:arr', 'metric:win_rate'))).toBeNull()
  })

  it('loses a line that discloses several things when one of them is forbidden, and keeps what another line says', async () => {
    const both = message(
      ['metric:win_rate', 'metric:arr'],
      line('ARR by win rate', 'metric:arr', 'metric:win_rate'),
      line('Win rate 24%', 'metric:win_rate'),
    )
    const left = await withheld(both, revenue, permits('metric:arr'))
    expect(left?.blocks).toEqual([heading, line('Win rate 24%', 'metric:win_rate')])
  })

  it('is not sent when what is forbidden stands in no line of its own', async () => {
    const card = message(['metric:arr'], { kind: 'text', text: textOf('ARR €6.4M') })
    expect(await withheld(card, revenue, permits('metric:arr'))).toBeNull()
  })
})
