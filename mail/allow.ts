/**
 * Whether an address may get mail at all (`SEND_TO`): 'everyone', or a comma list of addresses and `@domain`s, in
 * which a domain does not cover its subdomains. An empty list lets nothing out.
 */
export function mayReceive(sendTo: string, address: string): boolean {
  if (sendTo.trim().toLowerCase() === 'everyone') return true
  const wanted = address.toLowerCase()
  const domain = wanted.slice(wanted.lastIndexOf('@'))
  const allowed = sendTo.split(',').map((entry) => entry.trim().toLowerCase())
  return allowed.some((entry) => /@./.test(entry) && (entry === wanted || entry === domain))
}
