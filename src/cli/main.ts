#!/usr/bin/env node
import { createProgram } from './program.ts';
import { reportFailure } from './report.ts';

// Whoever reads the output may have seen enough: `reqllm models list | head`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
