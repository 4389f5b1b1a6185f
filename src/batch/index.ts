export { type FileJournal, fileJournal } from './file-journal.ts';
export { type BatchJobsOptions, type BatchJobsReport, runBatchJobs } from './jobs/batch-jobs.ts';
export { type BatchJob, fileJobs, type JobStore } from './jobs/job-state.ts';
export { type BatchJournal, type JournalEntry, memoryJournal } from './journal.ts';
export { type BatchLine, nameLines, type NamedLine, parseLines, shardOf } from './line.ts';
export { redisJournal, type RedisJournalOptions } from './redis-journal.ts';
export type { BatchResult } from './result.ts';
export { type BatchLimiter, type BatchReport, runBatch, type RunBatchOptions } from './run-batch.ts';
export { runLine, type RunLineOptions } from './run-line.ts';
