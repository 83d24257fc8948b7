// A PostgreSQL with pgvector on a free port of the loopback interface: node server.mjs FOLDER, where FOLDER/node_modules holds the
// packages. Prints "listening PORT"; ends when its input does, so it never outlives the tests that started it.
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const load = name => import(pathToFileURL(join(process.argv[2], 'node_modules', '@electric-sql', name, 'dist', 'index.js')))
const { PGlite } = await load('pglite')
const { vector } = await load('pglite-pgvector')
const { PGLiteSocketServer } = await load('pglite-socket')

const probe = createServer()
const port = await new Promise(resolve => probe.listen(0, '127.0.0.1', () => resolve(probe.address().port)))
await new Promise(resolve => probe.close(resolve))

const db = await PGlite.create({ extensions: { vector } })
const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 20 })
await server.start()
console.log(`listening ${port}`)

process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
