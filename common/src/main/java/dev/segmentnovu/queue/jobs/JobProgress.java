package dev.segmentnovu.queue.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a job is.
 *
 * @param acted dead letters that were replayed or discarded
 * @param busy how often the job waited because the head of a user was being delivered
 * @param failures the dead letters that stay, by the code of the reason
 */
public record JobProgress(long acted, long busy, Map<String, Failures> failures) {

  /** The progress of a job that has not begun. */
  public static final JobProgress NONE = new JobProgress(0, 0, Map.of());

  private static final int MAX_EXAMPLES = 3;

  /**
   * The dead letters that stay for one reason.
   *
   * @param count how many
   * @param examples the ids of some, at most three
   */
  public record Failures(long count, List<String> examples) {
    public Failures {
      examples = List.copyOf(examples);
    }

    private Failures plus(Failures more) {
      List<String> all = new ArrayList<>(examples);
      all.addAll(more.examples);
      return new Failures(count + more.count, all.subList(0, Math.min(MAX_EXAMPLES, all.size())));
    }
  }

  public JobProgress {
    failures = Map.copyOf(failures);
  }

  /** How many dead letters stay because of a failure. */
  public long failed() {
    return failures.values().stream().mapToLong(Failures::count).sum();
  }

  /** The sum of two parts of a job. */
  public JobProgress plus(JobProgress more) {
    Map<String, Failures> all = new TreeMap<>(failures);
    more.failures.forEach((code, each) -> all.merge(code, each, Failures::plus));
    return new JobProgress(acted + more.acted, busy + more.busy, all);
  }
}
