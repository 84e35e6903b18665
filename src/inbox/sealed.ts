import { type Values, values } from '../chat/form.js'
import type { Incoming } from '../chat/incoming.js'
import type { Seal } from '../company/standing.js'

/** In bytes: how much was typed must not be seen in the size of what is sealed. */
const size = 16 * 1024

/**
 * What somebody filled in, as it may lie beside them until it is answered: sealed. A dump of the database tells that they sent a
 * form, and not what stands in it.
 */
export function sealTyped({ seal }: Seal, incoming: Incoming): Incoming {
  if (incoming.kind !== 'submit') return incoming
  const json = JSON.stringify(incoming.values)
  const bytes = Buffer.byteLength(json)
  return { ...incoming, values: { sealed: seal(json + ' '.repeat(Math.ceil(bytes / size) * size - bytes)) } }
}

/** What `sealTyped` was given. */
export function openTyped({ open }: Seal, incoming: Incoming): Incoming {
  return incoming.kind === 'submit' ? { ...incoming, values: typedIn(open, incoming.values) } : incoming
}

function typedIn(open: Seal['open'], { sealed, ...others }: Values): Values {
  // A row that an older version wrote has no seal.
  return typeof sealed === 'string' && Object.keys(others).length === 0
    ? values.parse(JSON.parse(open(sealed)))
    : { ...(sealed === undefined ? {} : { sealed }), ...others }
}
