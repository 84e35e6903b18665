import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Slack } from './slack.js'

/**
 * `/slack/oauth/v2/authorize`: the page on which an administrator allows the app; `POST` is the press of Allow, or with `deny` of
 * Cancel. Sends the browser back with a code that `oauth.v2.access` takes, or with the word that it was denied.
 */
export function handleAuthorize(slack: Slack, req: IncomingMessage, res: ServerResponse, url: URL): void {
  const redirect = url.searchParams.get('redirect_uri') ?? slack.config.manifest.oauth_config.redirect_urls[0] ?? null
  const problem = authorizeProblem(slack, url, redirect)
  if (problem !== null || redirect === null) {
    res.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' })
    res.end(problem ?? 'redirect_uri did not match any configured URIs.')
    return
  }
  if (req.method === 'POST') {
    const target = new URL(redirect)
    if (url.searchParams.has('deny')) target.searchParams.set('error', 'access_denied')
    else target.searchParams.set('code', slack.tokens.newCode(url.searchParams.get('redirect_uri')))
    const state = url.searchParams.get('state')
    if (state !== null) target.searchParams.set('state', state)
    res.writeHead(302, { location: target.href })
    res.end()
    return
  }
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  res.end(pageOf(slack, url))
}

function authorizeProblem(slack: Slack, url: URL, redirect: string | null): string | null {
  if (url.searchParams.get('client_id') !== slack.config.clientId) return 'Invalid client_id parameter'
  const asked = (url.searchParams.get('scope') ?? '').split(',').filter((one) => one !== '')
  if (asked.length === 0) return 'No scopes requested'
  const unknown = asked.filter((one) => !slack.config.manifest.oauth_config.scopes.bot.includes(one))
  if (unknown.length > 0) return `Invalid permissions requested: ${unknown.join(', ')}`
  const configured = slack.config.manifest.oauth_config.redirect_urls
  const matches = redirect !== null && URL.canParse(redirect) && configured.some((one) => redirect.startsWith(one))
  return matches ? null : 'redirect_uri did not match any configured URIs.'
}

function pageOf(slack: Slack, url: URL): string {
  const scopes = slack.config.manifest.oauth_config.scopes.bot.map((one) => `<li>${escapeHtml(one)}</li>`).join('')
  const name = escapeHtml(slack.world.botName)
  const company = escapeHtml(slack.world.company)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name} asks for access</title>
<body><h1>${name} asks for access to the ${company} workspace</h1><ul>${scopes}</ul>
<form method="post" action="${escapeHtml(`${url.pathname}${url.search}`)}"><button>Allow</button>
<button formaction="${escapeHtml(`${url.pathname}${url.search}&deny=1`)}">Cancel</button></form></body></html>`
}

function escapeHtml(words: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return words.replace(/[&<>"]/g, (one) => names[one] ?? one)
}
