package dev.segmentnovu.queue.redis.auditlog;

import dev.segmentnovu.queue.admin.AuditEntries;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The audit log as a stream, whose ids tell the time and are the cursors. */
public final class RedisAuditEntries implements AuditEntries {

  /** STREAM of entries; of the whole installation. */
  public static final String KEY = "relay:{control}:audit";

  private static final Script STORE = Script.load("store_audit_entry");
  private static final Script LIST = Script.load("list_audit_entries");

  private static final Pattern STREAM_ID = Pattern.compile("(\\d{1,15})-\\d{1,15}");

  private static final String NEWEST = "+";

  private final RedisConnection redis;

  /** The audit log on {@code redis}. */
  public RedisAuditEntries(RedisConnection redis) {
    this.redis = redis;
  }

  @Override
  public CompletionStage<Void> store(Action action) {
    var arguments =
        new ScriptArguments()
            .text(UUID.randomUUID().toString())
            .bytes(ActionCodec.encode(action))
            .number(MOST);
    return redis.number(STORE, List.of(KEY), arguments).thenAccept(stored -> {});
  }

  @Override
  public CompletionStage<Page> list(@Nullable String cursor, int limit) {
    if (cursor != null && !STREAM_ID.matcher(cursor).matches()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException("'" + cursor + "' is no cursor of the audit log"));
    }
    var arguments =
        new ScriptArguments().text(cursor == null ? NEWEST : "(" + cursor).number(limit);
    return redis.list(LIST, List.of(KEY), arguments).thenApply(reply -> page(reply, limit));
  }

  private static Page page(ScriptReply reply, int limit) {
    List<Entry> entries = new ArrayList<>();
    String last = null;
    int read = 0;
    while (reply.hasMore()) {
      last = reply.text();
      read++;
      Instant at = Instant.ofEpochMilli(Long.parseLong(last.substring(0, last.indexOf('-'))));
      ActionCodec.decode(reply.bytes()).ifPresent(action -> entries.add(new Entry(at, action)));
    }
    return new Page(entries, read < limit ? null : last);
  }
}
