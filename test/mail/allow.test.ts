import { expect, test } from 'vitest'
import { mayReceive } from '../../mail/allow.ts'

const list = 'me@example.com, @team.example'

test.each([
  ['everyone', 'anyone@lead.example', true],
  [list, 'ME@example.com', true],
  [list, 'ada@team.example', true],
  [list, 'you@example.com', false],
  [list, 'ada@sub.team.example', false],
  [list, 'ada@team.example.evil.example', false],
  [list, 'ada@evilteam.example', false],
  ['example.com', 'example.com', false],
  ['@', 'ada@', false],
  ['', 'ada@team.example', false],
])('SEND_TO=%j and %s: %s', (sendTo, address, allowed) => {
  expect(mayReceive(sendTo, address)).toBe(allowed)
})
