import { describe, expect, it } from 'vitest'
import { rendered } from '../../test/rendered.js'
import { buttonOf } from '../chat/button.js'
import type { Block, Button, Message, Subject } from '../chat/message.js'
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

  it('keeps nothing of a line that is left out: no button to it, and no words about all lines', async () => {
    const button = (label: string, ...discloses: Subject[]): Button => ({
      ...buttonOf(label, { action: 'metrics.ask', args: label, opens: null }),
      discloses,
    })
    const list = buttonOf('What I follow', { action: 'alerts.list', args: {}, opens: null })
    const alert: Message = {
      blocks: [
        ...digest.blocks,
        { kind: 'note', text: textOf('You follow these numbers'), discloses: digest.discloses },
        { kind: 'note', text: textOf('By the clock of Berlin') },
        {
          kind: 'actions',
          buttons: [button('Show win rate', 'metric:win_rate'), button('Show ARR', 'metric:arr'), list],
        },
        { kind: 'actions', buttons: [button('Why ARR moved', 'metric:arr')] },
      ],
      discloses: digest.discloses,
    }
    const left = await withheld(alert, revenue, permits('metric:arr'))
    expect(left?.blocks).toEqual([
      heading,
      line('Win rate 24%', 'metric:win_rate'),
      { kind: 'note', text: textOf('By the clock of Berlin') },
      { kind: 'actions', buttons: [button('Show win rate', 'metric:win_rate'), list] },
    ])
    for (const sent of left ? rendered(left) : ['ARR']) expect(sent).not.toMatch(/ARR|arr\b|these/)
  })

  it('goes out with the lines that disclose nothing, although every number is left out', async () => {
    const blockers = line('Two blockers are open')
    const both = message(['metric:arr'], line('ARR €6.4M', 'metric:arr'), blockers)
    expect(await withheld(both, revenue, permits('metric:arr'))).toEqual(message([], blockers))
  })

  it('is not sent when what is forbidden stands in no line of its own', async () => {
    const card = message(['metric:arr'], { kind: 'text', text: textOf('ARR €6.4M') })
    expect(await withheld(card, revenue, permits('metric:arr'))).toBeNull()
  })
})
