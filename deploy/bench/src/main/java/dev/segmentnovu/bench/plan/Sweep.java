package dev.segmentnovu.bench.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What varies from one measurement to the next, and its values.
 *
 * @param what the name on the command line
 * @param values at least one, rising
 */
public record Sweep(What what, List<Integer> values) {

  /** What can vary, and within which bounds. */
  public enum What {
    /** The number of users. */
    USERS(10, 1_000_000, "users"),

    /** The number of events in the queue while the throughput is measured. */
    WAITING(0, 10_000_000, "events waiting in the queue");

    private final int least;
    private final int most;
    private final String title;

    What(int least, int most, String title) {
      this.least = least;
      this.most = most;
      this.title = title;
    }

    /** The unit of the values, for an axis. */
    public String title() {
      return title;
    }

    /** Its name on the command line and in reports. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A copy of the values. */
  public Sweep {
    values = List.copyOf(values);
  }

  /**
   * Reads {@code users=1000,10000}; the values may come in any order.
   *
   * @throws IllegalArgumentException if the name is unknown, or a value is invalid; the message
   *     names the right form
   */
  public static Sweep parse(String text) {
    String[] parts = text.split("=", 2);
    What what =
        Arrays.stream(What.values())
            .filter(each -> each.toString().equals(parts[0]))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("'" + parts[0] + "' must be users or waiting"));
    List<Integer> values =
        Arrays.stream((parts.length < 2 ? "" : parts[1]).split(",", -1))
            .map(each -> value(what, each.strip()))
            .distinct()
            .sorted()
            .toList();
    return new Sweep(what, values);
  }

  private static int value(What what, String text) {
    try {
      int value = Integer.parseInt(text);
      if (value >= what.least && value <= what.most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new IllegalArgumentException(
        "'" + text + "' must be a number from " + what.least + " to " + what.most + " for " + what);
  }

  /** The options with one of the values. */
  public BenchOptions apply(BenchOptions options, int value) {
    return what == What.USERS ? options.withUsers(value) : options.withWaiting(value);
  }
}
