import type { FetchFunction } from '@slack/web-api'
import { request } from 'undici'

type Answer = Awaited<ReturnType<FetchFunction>>

/** In seconds: a 429 that does not say how long. Half a minute is then a polite guess. */
const unsaid = '30'

/**
 * `fetch` as the Web API's client needs it: short texts there and back, no redirect followed. It takes half of `fetch`'s work, whose
 * streams, headers and redirects cost more than all else about a post. What is no text goes by `fetch` itself.
 * @throws what `fetch` would have as its cause: an error with the code of the system or of undici, or the signal's own reason
 */
export const wire: FetchFunction = async (target, init) => {
  const body = init?.body
  if (typeof body !== 'string') return withPause(await fetch(target, init))
  const {
    statusCode,
    headers,
    body: answered,
  } = await request(target, {
    method: 'POST',
    headers: init?.headers ?? {},
    body,
    signal: init?.signal ?? null,
  })
  return withPause(answerOf(String(target), statusCode, headers, await answered.text()))
}

function answerOf(
  url: string,
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  text: string,
): Answer {
  const valueFor = (name: string): string | null => {
    const value = headers[name]
    return value === undefined ? null : [value].flat().join(', ')
  }
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: '',
    url,
    headers: {
      get: (name) => valueFor(name.toLowerCase()),
      entries: () => Object.keys(headers).map((name) => [name, valueFor(name) ?? '']),
    },
    text: async () => text,
    json: async () => JSON.parse(text),
    arrayBuffer: async () => new TextEncoder().encode(text).buffer,
  }
}

/** The client cannot tell a 429 without `Retry-After` from any other fault. */
function withPause(answer: Answer): Answer {
  if (answer.status !== 429 || /^\d+$/.test(answer.headers.get('retry-after') ?? '')) return answer
  return answerOf(answer.url, 429, { 'retry-after': unsaid }, '')
}
