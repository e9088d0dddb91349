/** What an entry of the audit log is about. */

/** The id of a dead letter: its source, its shard and its own part. */
export const DEAD_LETTER = /^[^:\s]+\.\d+\.[a-z0-9]+$/;
