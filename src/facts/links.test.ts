import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLinkTemplate, linkOf } from './links.js'

const deals = 'https://crm.example/deals/{id}'

describe('a template of links', () => {
  it.each([
    [deals, true],
    ['http://127.0.0.1:9000/x?account={account}&id={id}', true],
    ['https://crm.example/deals', false],
    ['https://{id}.example/deals', false],
    ['https://crm.example{id}', false],
    ['https://user@crm.example/{id}', false],
    ['javascript:alert({id})', false],
    ['crm.example/{id}', false],
    ['https://crm.example/{id', false],
  ])('%s: %s', (template, fits) => {
    expect(isLinkTemplate(template)).toBe(fits)
  })
})

describe('the link of a record', () => {
  it('is the template with the record’s values, whatever characters they have', () => {
    expect(linkOf(deals, () => 'D 7/8?#')).toBe('https://crm.example/deals/D%207%2F8%3F%23')
  })

  it('is missing where the record does not state what it needs', () => {
    expect(linkOf('https://crm.example/{account}/{id}', (field) => (field === 'id' ? '7' : null))).toBeNull()
  })

  it('never leads to another host or up from its path, whatever a record states', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('..', '.', '../..', '//evil.example', '\\evil')), (value) => {
        const link = linkOf(deals, () => value)
        if (link === null) return
        const { origin, pathname } = new URL(link)
        expect([origin, pathname.startsWith('/deals/')]).toEqual(['https://crm.example', true])
      }),
    )
  })
})
