import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import type { TeamsApp, TeamsEndpoints } from '../options.js'
import type { Tokens } from './tokens.js'

/**
 * botbuilder's adapter with its own check of tokens. The credentials are ours: MSAL refuses a login over plain http.
 * `isAuthenticationDisabled` is false whatever the app id: an empty one would otherwise let everybody in.
 */
export function cloudAdapter(app: TeamsApp, endpoints: TeamsEndpoints, tokens: Tokens): CloudAdapter {
  const scope = 'https://api.botframework.com'
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: app.id,
      ToChannelFromBotLoginUrl: endpoints.loginUrl,
      ToChannelFromBotOAuthScope: scope,
      ToBotFromChannelTokenIssuer: endpoints.issuer,
      OAuthUrl: scope,
      ToBotFromChannelOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
      // Tokens of emulators and skills never get here (lock.ts); were one to, the channel's keys did not sign it.
      ToBotFromEmulatorOpenIdMetadataUrl: endpoints.openIdMetadataUrl,
      CallerId: 'urn:botframework:azure',
    },
    {
      isValidAppId: async (id) => id === app.id,
      isAuthenticationDisabled: async () => false,
      createCredentials: async () => ({
        signRequest: async (request) => {
          request.headers.set('authorization', `Bearer ${await tokens.get()}`)
          return request
        },
      }),
    },
  )
  return new CloudAdapter(authentication)
}
