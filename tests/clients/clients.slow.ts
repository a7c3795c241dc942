/** Every client of the table, as this user and, where this one is root, as an ordinary one. */
import { clients } from './clients.ts'
import { suite } from './suite.ts'

suite(clients, 'this')
if (process.getuid?.() === 0) suite(clients, 'ordinary')
