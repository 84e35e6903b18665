import { Refusal } from '../../src/locales/refusal.js'
import type { Catalogue, Metric } from '../../src/metrics/catalogue.js'

/** @throws Refusal for a metric that is gone, which an old button may still name */
export function metricNamed(name: string, catalogue: Catalogue): Metric {
  const metric = catalogue.get(name)
  if (!metric) throw new Refusal('answers.unknown_metric', { metric: name })
  return metric
}
