/**
 * An address where Teams keeps files: SharePoint, which OneDrive for Business is part of. It comes in an activity and opens by
 * itself, so without this whoever forges one could make the bot fetch from, or write to, the inside of its network.
 * @param insecure lets any http address through, for a local provider
 * @returns null where it is not one
 */
export function storeOf(address: string, insecure: boolean): URL | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null) return null
  if (insecure && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  return url.protocol === 'https:' && url.hostname.endsWith('.sharepoint.com') ? url : null
}
