import type { Company } from './model.js'

/** What holds before anybody has applied a company.yaml: enough to import a file and to ask what it says. */
export const defaultCompany: Company = {
  name: 'Drumbeat',
  zone: 'UTC',
  currency: 'USD',
  fiscalMonth: 1,
  weekStart: 1,
  locale: 'en',
  country: null,
}
