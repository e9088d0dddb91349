package dev.segmentnovu.ingest.admin.jobs;

import java.time.Duration;

/**
 * The times of a process that runs jobs.
 *
 * @param betweenLooks how often it looks for jobs that nobody runs, and renews the leases of those
 *     that it runs
 * @param lease for how long it takes a job; another process continues the job after that
 * @param betweenTries how long it waits for a user whose head is being delivered, and for a Redis
 *     that does not answer
 * @param tries how often it tries such a user
 */
public record JobPace(Duration betweenLooks, Duration lease, Duration betweenTries, int tries) {

  /** Waits half a minute for a user, and takes over a job within ten seconds. */
  public static final JobPace DEFAULT =
      new JobPace(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMillis(250), 120);
}
