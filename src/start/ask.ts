export async function askInTerminal(_db: unknown, _o: unknown): Promise<{ ok: boolean; text: string }> {
  return { ok: false, text: '' }
}
