import { expect, it } from 'vitest'
import { readable, wordsOfCommand, wordsOfMention } from './words.js'

it.each([
  ['/kpi', 'win rate last quarter', 'kpi win rate last quarter'],
  ['/kpi', '', 'kpi'],
  ['/drumbeat', 'kpi win rate', 'kpi win rate'],
  ['/drumbeat', '', ''],
  ['/drumbeat', 'help', 'help'],
  ['/checklist', '  onboarding ', 'checklist onboarding'],
])('the command %s %j reads %j', (command, text, words) => {
  expect(wordsOfCommand(command, text)).toBe(words)
})

it.each([
  ['<@UBOT> kpi win rate', 'kpi win rate'],
  ['<@UBOT|drumbeat>   kpi', 'kpi'],
  ['kpi win rate <@UBOT>', 'kpi win rate'],
  ['<@UBOT> /kpi win rate', 'kpi win rate'],
  ['<@UBOT> ask <@U2|omar> about <#C1|revenue>', 'ask @omar about #revenue'],
  ['<@UBOT> ask <@U2>', 'ask @U2'],
  ['<@UBOT>', ''],
])('the mention %j reads %j', (text, words) => {
  expect(wordsOfMention(text, 'UBOT')).toBe(words)
})

it('a direct message needs no mention', () => {
  expect(wordsOfMention('kpi win rate', null)).toBe('kpi win rate')
})

it.each([
  ['deals &lt; 5 &amp; won', 'deals < 5 & won'],
  ['&lt;!channel&gt;', '<!channel>'],
  ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
  ['<!here> <!subteam^S1|@sales> <!date^1392734382^Posted {date}|2014>', '@here @sales 2014'],
  [
    '<https://acme.example|acme.example> <mailto:a@acme.example|a@acme.example> <https://acme.example/x>',
    'acme.example a@acme.example https://acme.example/x',
  ],
  ['a < b > c', 'a < b > c'],
  ['bell\u0007 and \u202Eturn', 'bell and turn'],
])('%j reads %j', (text, words) => {
  expect(readable(text)).toBe(words)
})
