import { request } from 'undici'

type Asked = Parameters<typeof fetch>

/** In seconds: a 429 that does not say how long. Half a minute is then a polite guess. */
const unsaid = '30'

/** What no body may go with. */
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304])

/**
 * `fetch` as the Web API's client needs it: short texts there and back, no redirect followed. It takes half of `fetch`'s work, whose
 * streams and redirects cost more than all else about a post. What is no text goes by `fetch` itself.
 * @throws what `fetch` would have as its cause: an error with the code of the system or of undici, or the signal's own reason
 */
export async function wire(...[target, init]: Asked): Promise<Response> {
  const body = init?.body
  if (typeof body !== 'string') return withPause(await fetch(target, init))
  const address = target instanceof Request ? target.url : String(target)
  const answer = await request(address, {
    method: 'POST',
    headers: [...new Headers(init?.headers)].flat(),
    body,
    signal: init?.signal ?? null,
  })
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value].flat()) headers.append(name, one ?? '')
  const text = await answer.body.text()
  const status = answer.statusCode
  return withPause(new Response(withoutBody.has(status) ? null : text, { status, headers }))
}

/** The client cannot tell a 429 without `Retry-After` from any other fault. */
function withPause(response: Response): Response {
  if (response.status !== 429 || /^\d+$/.test(response.headers.get('retry-after') ?? '')) return response
  return new Response(null, { status: 429, headers: { 'retry-after': unsaid } })
}
