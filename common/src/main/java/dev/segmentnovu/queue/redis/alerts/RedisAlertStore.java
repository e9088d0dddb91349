package dev.segmentnovu.queue.redis.alerts;

import dev.segmentnovu.queue.admin.AlertStore;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The lease and the texts in Redis, in one slot: {@code alerts_*.lua}. */
public final class RedisAlertStore implements AlertStore {

  /** A process asks several times in this time, so that one lost call does not cost the lease. */
  private static final Duration LEASE = Duration.ofSeconds(10);

  /** A report of a process that died counts no longer. */
  private static final Duration REPORT = Duration.ofSeconds(30);

  private static final int MOST_REPORTS = 100;

  /** The hash tag of the keys of an installation. */
  private static final String TAG = "control";

  private static final Script LEAD = Script.load("alerts_lead");
  private static final Script SAVE = Script.load("alerts_save");
  private static final Script READ = Script.load("alerts_read");
  private static final Script RELEASE = Script.load("alerts_release");

  private final RedisConnection redis;
  private final String lock;
  private final String texts;
  private final String refusals;
  private final Duration lease;

  /** The store of the installation on {@code redis}. */
  public RedisAlertStore(RedisConnection redis) {
    this(redis, TAG, LEASE);
  }

  /**
   * Another store on the same Redis.
   *
   * @param tag the hash tag of its keys
   * @param lease how long a process leads after it asked
   */
  public RedisAlertStore(RedisConnection redis, String tag, Duration lease) {
    this.redis = redis;
    this.lease = lease;
    lock = "relay:{" + tag + "}:lock:alerts";
    texts = "relay:{" + tag + "}:alerts";
    refusals = "relay:{" + tag + "}:alerts:refusals";
  }

  @Override
  public CompletionStage<Turn> lead(String process, String refusal) {
    return redis
        .list(
            LEAD,
            List.of(lock, texts, refusals),
            new ScriptArguments()
                .text(process)
                .millis(lease)
                .text(refusal)
                .millis(REPORT)
                .number(MOST_REPORTS))
        .thenApply(RedisAlertStore::turn);
  }

  private static Turn turn(ScriptReply reply) {
    Instant now = Instant.ofEpochMilli(reply.number());
    boolean leads = reply.number() == 1;
    Contents contents = contents(reply);
    List<String> refusals = new ArrayList<>();
    while (reply.hasMore()) {
      refusals.add(reply.text());
    }
    return new Turn(now, leads, contents, refusals);
  }

  private static Contents contents(ScriptReply reply) {
    return new Contents(reply.number(), reply.text(), reply.text(), reply.text());
  }

  @Override
  public CompletionStage<Boolean> save(String process, Contents contents) {
    return redis
        .number(
            SAVE,
            List.of(lock, texts),
            new ScriptArguments()
                .text(process)
                .millis(lease)
                .number(contents.version())
                .text(contents.state())
                .text(contents.pending())
                .text(contents.latest()))
        .thenApply(stored -> stored == 1);
  }

  @Override
  public CompletionStage<Contents> read() {
    return redis
        .list(READ, List.of(texts), new ScriptArguments())
        .thenApply(RedisAlertStore::contents);
  }

  @Override
  public CompletionStage<Void> release(String process) {
    return redis
        .number(RELEASE, List.of(lock, refusals), new ScriptArguments().text(process))
        .thenAccept(released -> {});
  }
}
