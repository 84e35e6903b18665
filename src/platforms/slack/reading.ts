import type { SlackWeb, WebMethod } from './web.js'

const PATIENCE = 5

/**
 * What a method of the Web API that only reads answers; waits when Slack limits.
 * @param what names what is read, for the error
 * @throws Error with Slack's word when it refuses, or limits too often
 */
export async function readOf(
  web: SlackWeb,
  workspace: string,
  method: WebMethod,
  args: Readonly<Record<string, unknown>>,
  what: string,
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await web.call(workspace, method, args)
    if (answer.ok) return answer.data
    const { failure } = answer
    if (failure.kind !== 'limited' || attempt === PATIENCE)
      throw new Error(`${what} of the Slack workspace ${workspace} cannot be read: ${failure.code}.`)
    await new Promise((resolve) => setTimeout(resolve, failure.seconds * 1000))
  }
}
