// Plays the faults of a host to the runtime that runs this, and says in one line of JSON how they came out.
const [visitor, url, plan] = globalThis.Deno === undefined ? process.argv.slice(2) : globalThis.Deno.args;
let unhandled = 0;
globalThis.process?.on('unhandledRejection', () => (unhandled += 1));
const { visitFaults } = await import(visitor);
const { tried, problems } = await visitFaults(url, JSON.parse(plan));
console.log(JSON.stringify({ tried, problems, unhandled }));
globalThis.process?.exit(0);
