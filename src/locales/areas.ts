import type alerts from './en/alerts.json'
import type answers from './en/answers.json'
import type checklists from './en/checklists.json'
import type cli from './en/cli.json'
import type common from './en/common.json'
import type company from './en/company.json'
import type deliveries from './en/deliveries.json'
import type digests from './en/digests.json'
import type drops from './en/drops.json'
import type errors from './en/errors.json'
import type facts from './en/facts.json'
import type feedback from './en/feedback.json'
import type feedback_items from './en/feedback_items.json'
import type handoffs from './en/handoffs.json'
import type metrics from './en/metrics.json'
import type mornings from './en/mornings.json'
import type platforms from './en/platforms.json'
import type playbooks from './en/playbooks.json'
import type reviews from './en/reviews.json'
import type schedules from './en/schedules.json'
import type standups from './en/standups.json'
import type welcome from './en/welcome.json'

/** Every file of texts, by area. A new area is a JSON file in `en/` and a line here; its keys are typed from then on. */
export interface Areas {
  alerts: typeof alerts
  answers: typeof answers
  checklists: typeof checklists
  cli: typeof cli
  common: typeof common
  company: typeof company
  deliveries: typeof deliveries
  digests: typeof digests
  drops: typeof drops
  errors: typeof errors
  facts: typeof facts
  feedback: typeof feedback
  feedback_items: typeof feedback_items
  handoffs: typeof handoffs
  metrics: typeof metrics
  mornings: typeof mornings
  platforms: typeof platforms
  playbooks: typeof playbooks
  reviews: typeof reviews
  schedules: typeof schedules
  standups: typeof standups
  welcome: typeof welcome
}

/** `<area>.<key>`: what a text is called in code. An unknown one does not compile. */
export type TextKey = { [A in keyof Areas]: `${A}.${keyof Areas[A] & string}` }[keyof Areas]
