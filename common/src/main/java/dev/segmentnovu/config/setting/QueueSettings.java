package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.form.ValueTypes.DURATION;
import static dev.segmentnovu.config.setting.form.ValueTypes.POSITIVE;

import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.config.RelayConfig.Bounds;
import dev.segmentnovu.config.RelayConfig.Queue;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.time.Duration;

/** The settings of {@code queue}. */
public final class QueueSettings {

  static final Section QUEUE = Section.top("queue", "How the queue works");

  public static final Setting<Integer> SHARDS =
      QUEUE
          .setting("shards", ValueTypes.whole(1, 256))
          .variable("RELAY_QUEUE_SHARDS")
          .describe(
              "Parts of a new source's queue. relay reshard changes the number of one that exists")
          .link("#redis_url")
          .orElse("1");

  public static final Setting<Duration> LEASE =
      QUEUE
          .setting("lease", DURATION)
          .variable("RELAY_LEASE")
          .describe(
              "A worker that is silent for this long loses its users to other workers. At least 3s"
                  + " longer than novu.timeout of any source")
          .orElse("60s");

  public static final Setting<Duration> DEDUPLICATION =
      QUEUE
          .setting("deduplication", DURATION)
          .variable("RELAY_DEDUPLICATION")
          .describe(
              "How long a message id is remembered at least, and at most twice as long: an event"
                  + " that is sent again in this time is not queued again")
          .orElse("1h");

  public static final Setting<Integer> CLAIM_EVENTS =
      QUEUE
          .setting("claimEvents", ValueTypes.whole(1, 1_000))
          .describe("Events of one user that a worker claims at once")
          .orElse("10");

  public static final Setting<Integer> MAX_CLAIMS =
      QUEUE
          .setting("maxClaims", ValueTypes.whole(1, 100))
          .describe(
              "How often one event is claimed without any result, because its workers crash or"
                  + " cannot handle it, before it is a dead letter")
          .orElse("5");

  public static final Setting<Duration> MAX_EVENT_AGE =
      QUEUE
          .setting("maxEventAge", DURATION)
          .variable("RELAY_EVENT_MAX_AGE")
          .describe("An event that has waited longer is a dead letter (expired) and is not sent")
          .orElse("7d");

  public static final Setting<Duration> POLL =
      QUEUE
          .setting("poll", DURATION)
          .describe(
              "How often a worker looks for work without a hint from ingest; a fifth as often while"
                  + " nothing is queued")
          .orElse("1s");

  public static final Setting<Integer> DELIVERIES =
      QUEUE
          .setting("deliveries", ValueTypes.whole(0, 1_000_000))
          .variable("RELAY_DELIVERIES")
          .describe(
              "Delivered and skipped events that each source remembers for operators, some 250 bytes"
                  + " each; 0 for none")
          .link("operations/events-and-users.md#the-log-of-deliveries")
          .orElse("10000");

  /** Bounds of the dead letters of failed events. */
  public static final BoundsSettings FAILURES =
      new BoundsSettings(
          "failures",
          "Dead letters of failed events that each source keeps",
          "failed events",
          "RELAY_DEAD",
          "100000",
          "536870912",
          "30d");

  /** Bounds of the dead letters of events without a workflow. */
  public static final BoundsSettings UNMAPPED =
      new BoundsSettings(
          "unmapped",
          "Dead letters of events without a workflow, apart so that they never push out failures",
          "events without a workflow",
          "RELAY_UNMAPPED",
          "10000",
          "67108864",
          "7d");

  private QueueSettings() {}

  /** The queue that is set. */
  public static Queue queue(SettingValues values) {
    return new Queue(
        values.get(SHARDS),
        values.get(LEASE),
        values.get(DEDUPLICATION),
        values.get(CLAIM_EVENTS),
        values.get(MAX_CLAIMS),
        FAILURES.bounds(values),
        UNMAPPED.bounds(values),
        values.get(MAX_EVENT_AGE),
        values.get(POLL),
        values.get(DELIVERIES));
  }

  /** The settings of one kind of dead letters. */
  public static final class BoundsSettings {

    public final Setting<Long> count;
    public final Setting<Long> bytes;
    public final Setting<Duration> age;
    public final Setting<AtBound> atBound;

    private BoundsSettings(
        String name,
        String text,
        String of,
        String variables,
        String defaultCount,
        String defaultBytes,
        String defaultAge) {
      Section section = QUEUE.section(name, text);
      count =
          section
              .setting("count", POSITIVE)
              .variable(variables + "_MAX_COUNT")
              .describe("How many dead letters of " + of + " a source keeps")
              .orElse(defaultCount);
      bytes =
          section
              .setting("bytes", POSITIVE)
              .variable(variables + "_MAX_BYTES")
              .describe("The size of these dead letters")
              .unit("bytes")
              .orElse(defaultBytes);
      age =
          section
              .setting("age", DURATION)
              .variable(variables + "_MAX_AGE")
              .describe("Older dead letters of " + of + " are evicted in any case")
              .orElse(defaultAge);
      atBound =
          section
              .setting("atBound", ValueTypes.choice(AtBound.class))
              .variable(variables + "_AT_BOUND")
              .describe(
                  "What happens at the count or the bytes. evict-oldest: the oldest make room; block:"
                      + " the source stands still until some are replayed, deleted or too old")
              .orElse("evict-oldest");
    }

    private Bounds bounds(SettingValues values) {
      return new Bounds(values.get(count), values.get(bytes), values.get(age), values.get(atBound));
    }
  }
}
