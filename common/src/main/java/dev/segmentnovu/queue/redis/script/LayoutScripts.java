package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The scripts that read and store how a source's queue is stored. Each stage fails with {@link
 * QueueUnavailableException}.
 */
public final class LayoutScripts {

  private static final Script READ = Script.load("read_layout");
  private static final Script LAYOUT = Script.load("layout");
  private static final Script STORE = Script.load("store_text");

  private final RedisConnection redis;

  /** The scripts on {@code redis}. */
  public LayoutScripts(RedisConnection redis) {
    this.redis = redis;
  }

  /**
   * The stored texts; each is empty where there is none.
   *
   * @param layout the number of shards and those before; empty for one that no relay wrote
   */
  public record Stored(String layout, String format, String reshard) {}

  /** Reads all texts at one moment. */
  public CompletionStage<Stored> read(String source) {
    return redis
        .list(
            READ,
            List.of(QueueKeys.layout(source), QueueKeys.format(source), QueueKeys.reshard(source)),
            new ScriptArguments().number(SourceScripts.MAX_SHARDS))
        .thenApply(LayoutScripts::stored);
  }

  private static Stored stored(ScriptReply reply) {
    return new Stored(reply.text(), reply.text(), reply.text());
  }

  /**
   * Replaces the text about the source's shards if it still is {@code expected}.
   *
   * @param expected empty for none
   * @return the text afterwards
   */
  public CompletionStage<String> replaceLayout(String source, String expected, String wanted) {
    return redis.text(
        LAYOUT,
        List.of(QueueKeys.layout(source)),
        new ScriptArguments().text(expected).text(wanted).number(SourceScripts.MAX_SHARDS));
  }

  /** The same with the text about the data format. */
  public CompletionStage<String> replaceFormat(String source, String expected, String wanted) {
    return store(QueueKeys.format(source), expected, wanted, Duration.ZERO);
  }

  /**
   * The same with the text about a change of the number of shards.
   *
   * @param kept how long it is kept; zero for ever
   */
  public CompletionStage<String> replaceReshard(
      String source, String expected, String wanted, Duration kept) {
    return store(QueueKeys.reshard(source), expected, wanted, kept);
  }

  private CompletionStage<String> store(String key, String expected, String wanted, Duration kept) {
    return redis.text(
        STORE, List.of(key), new ScriptArguments().text(expected).text(wanted).millis(kept));
  }
}
