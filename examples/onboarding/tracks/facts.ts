/** What is known of a house and of the one who plans in it. What nobody asked is not known; that is not the same as no. */
import { fact } from 'perennial-nurture'

export const homes = fact('homes', ['one', '2-5', '6-up'])

/** Their part in it: those who plan need the software, those who sign need to know whether it is used. */
export const role = fact('role', ['plans', 'manages', 'signs'])

/** How the rosters were made before. */
export const plannedOn = fact('plannedOn', ['paper', 'spreadsheet', 'other-software'])

/** What billing knows of the contract. */
export const contract = fact('contract', ['running', 'notice-given'], 'dynamic')

/** The software says so with the first roster that is published. */
export const inUse = fact('inUse', ['yes'], 'dynamic')
