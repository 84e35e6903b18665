import { describe, expect, test } from 'vitest'
import { hintFor, type Place, suggest, utteranceOf } from './suggest.js'

const command = (platform: 'slack' | 'teams', name: string, usage = '') => ({
  platform,
  command: name,
  usage,
  description: `About ${name}`,
})
const place = (platform: 'slack' | 'teams', kind: Place['kind'] = 'channel'): Place => ({
  platform,
  kind,
  botName: 'Drumbeat',
  shortcuts: [],
  commands: [
    command('slack', '/kpi', 'win rate'),
    command('slack', '/digest'),
    command('teams', 'kpi'),
    command('teams', 'help'),
  ],
  people: [
    { key: 'maya', name: 'Maya Chen', title: 'Sales' },
    { key: 'omar', name: 'Omar Haddad', title: 'Finance' },
  ],
})
const offered = (text: string, where: Place) => suggest(text, where)?.items.map((item) => item.insert) ?? null

describe('the composer', () => {
  test('offers the commands that are picked after those that are typed, by any word of their name', () => {
    const shortcut = (name: string, on: 'everywhere' | 'message') =>
      ({ platform: 'slack', id: name, name, description: '', on }) as const
    const here = {
      ...place('slack'),
      shortcuts: [shortcut('Ask for a number', 'everywhere'), shortcut('Keep', 'message')],
    }
    const labels = (text: string) => suggest(text, here)?.items.map((item) => item.label)
    expect(labels('/')).toEqual(['/kpi win rate', '/digest', 'Ask for a number'])
    expect(labels('/numb')).toEqual(['Ask for a number'])
    expect(suggest('/keep', here)).toBeNull()
  })

  test('offers commands after a slash in Slack, until the command is complete', () => {
    expect(offered('/', place('slack'))).toEqual(['/kpi ', '/digest '])
    expect(offered('/DI', place('slack'))).toEqual(['/digest '])
    expect(offered('/kpi ', place('slack'))).toBeNull()
    expect(offered('so /kpi', place('slack'))).toBeNull()
    expect(hintFor('/kpi w', place('slack'))?.usage).toBe('win rate')
    expect(hintFor('kpi w', place('slack'))).toBeNull()
  })

  test('offers commands after the mention of the bot in a Teams channel, after a slash in its own conversation', () => {
    expect(offered('@Drumbeat ', place('teams'))).toEqual(['kpi ', 'help '])
    expect(offered('@drumbeat k', place('teams'))).toEqual(['kpi '])
    expect(suggest('@Drumbeat k', place('teams'))?.from).toBe('@Drumbeat '.length)
    expect(offered('/h', place('teams', 'direct'))).toEqual(['help '])
    expect(offered('/h', place('teams'))).toBeNull()
  })

  test('offers after a slash in a Teams channel what the app lists there, and sends it as a command', () => {
    const listed = { ...command('teams', 'kpi'), slash: ['channel' as const] }
    const opted = (kind: Place['kind']): Place => ({
      ...place('teams', kind),
      commands: [listed, command('teams', 'help')],
    })
    expect(offered('/', opted('channel'))).toEqual(['/kpi '])
    expect(offered('/', opted('group'))).toBeNull()
    expect(offered('@Drumbeat ', opted('channel'))).toEqual(['kpi ', 'help '])
    expect(utteranceOf('/kpi arr', opted('channel'))).toEqual({ act: 'command', text: '/kpi arr' })
    expect(utteranceOf('/drumbeat arr', opted('channel')).act).toBe('command')
    for (const text of ['/kpis arr', '/help', '/'])
      expect(utteranceOf(text, opted('channel')), text).toEqual({ act: 'message', text })
    expect(utteranceOf('/kpi arr', opted('direct')).act).toBe('message')
    expect(hintFor('/kpi w', opted('channel'))).toBe(listed)
  })

  test('offers people and the bot after an at sign', () => {
    expect(offered('hi @', place('slack'))).toEqual(['@Drumbeat ', '@Maya Chen ', '@Omar Haddad '])
    expect(offered('hi @had', place('slack'))).toEqual(['@Omar Haddad '])
    expect(suggest('hi @had', place('slack'))?.from).toBe(3)
    expect(offered('a@had', place('slack'))).toBeNull()
  })

  test('sends a command, a mention or a message', () => {
    expect(utteranceOf(' /kpi arr', place('slack'))).toEqual({ act: 'command', text: '/kpi arr' })
    expect(utteranceOf('/kpi arr', place('teams'))).toEqual({ act: 'message', text: '/kpi arr' })
    expect(utteranceOf('@Drumbeat, arr', place('slack'))).toEqual({ act: 'mention', text: 'arr' })
    expect(utteranceOf('hey @drumbeat arr', place('teams'))).toEqual({ act: 'mention', text: 'hey  arr' })
    expect(utteranceOf('hey @Drumbeat arr', place('slack'))).toEqual({ act: 'message', text: 'hey @Drumbeat arr' })
    expect(utteranceOf('@Drumbeater arr', place('slack')).act).toBe('message')
    expect(utteranceOf('good morning', place('teams'))).toEqual({ act: 'message', text: 'good morning' })
  })
})
