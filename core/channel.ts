/** A way to reach a person, each with its own permission. */
export const channels = ['email', 'phone'] as const
export type Channel = (typeof channels)[number]
