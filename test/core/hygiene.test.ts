import { expect, test } from 'vitest'
import { fakeness } from '../../core/hygiene.ts'

test.each([
  [{ firstName: 'Mickey', lastName: 'MOUSE' }, 'fake_name'],
  [{ firstName: 'Max', lastName: 'Mustermann' }, 'fake_name'],
  [{ firstName: ' Mickey  Mouse' }, 'fake_name'],
  [{ firstName: 'asdf', lastName: 'Price' }, 'fake_name'],
  [{ firstName: 'Aaaa' }, 'fake_name'],
  [{ lastName: '12345' }, 'fake_name'],
  [{ firstName: 'Dana', company: 'qwerty' }, 'fake_company'],
  [{ firstName: 'Dana', email: 'dana@example.com' }, 'fake_address'],
  [{ firstName: 'Dana', email: 'asdfgh@norwind.test' }, 'fake_address'],
  [{ firstName: 'Test', lastName: 'Lead' }, 'test_entry'],
  [{ firstName: 'Dana', email: 'test2@norwind.test' }, 'test_entry'],
  [{ email: 'dana@norwind.test', source: 'testone' }, 'test_entry'],
])('%o is no lead: %s', (said, reason) => {
  expect(fakeness(said)?.reason).toBe(reason)
})

test.each([
  { firstName: 'Laura', lastName: 'Testa', email: 'laura.testa@norwind.test' },
  { firstName: 'Ann', lastName: '.', company: 'AAA' },
  { firstName: 'Christopher', lastName: 'Null' },
  { firstName: 'Bo', lastName: 'Foo', company: 'ABC' },
  { firstName: '李', lastName: '娜' },
  { firstName: 'Dana2', lastName: '3Com' },
  { firstName: 'Zoeee', lastName: 'Aaaron' },
  { email: '7927b2df-8bba-4d29@leads.test' },
  {},
])('%o is a person, however odd', (said) => {
  expect(fakeness(said)).toBeUndefined()
})
