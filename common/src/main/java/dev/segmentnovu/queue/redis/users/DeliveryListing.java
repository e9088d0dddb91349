package dev.segmentnovu.queue.redis.users;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.admin.users.Deliveries.Delivery;
import dev.segmentnovu.queue.admin.users.Deliveries.Filter;
import dev.segmentnovu.queue.admin.users.Deliveries.Page;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.users.RecordScripts;
import dev.segmentnovu.queue.redis.users.RedisDeliveries.Reach;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Collects one page of deliveries from several shards, and reads each newest first. */
final class DeliveryListing {

  private record Row(DeliveryCursor place, FinishedEvent event) {}

  private final RecordScripts scripts;
  private final Filter filter;
  private final @Nullable DeliveryCursor after;
  private final int limit;
  private final Reach reach;
  private final List<Row> found = new ArrayList<>();

  DeliveryListing(
      RecordScripts scripts,
      Filter filter,
      @Nullable DeliveryCursor after,
      int limit,
      Reach reach) {
    this.scripts = scripts;
    this.filter = filter;
    this.after = after;
    this.limit = limit;
    this.reach = reach;
  }

  /** Reads the records of one shard, as far as the page needs them. */
  CompletionStage<Void> read(QueueKeys keys) {
    return new ShardReader(keys).readFrom(0);
  }

  /** The page of all that was read. */
  Page page() {
    found.sort(Comparator.comparing(Row::place, DeliveryCursor.ORDER));
    List<Row> page = found.subList(0, Math.min(limit, found.size()));
    return new Page(
        page.stream()
            .map(
                row ->
                    new Delivery(
                        Instant.ofEpochMilli(row.place.atMs()), row.place.source(), row.event))
            .toList(),
        found.size() > limit ? page.get(limit - 1).place.encoded() : null,
        reach.since());
  }

  private final class ShardReader {
    private final QueueKeys keys;
    private Set<ByteBuffer> chunkBefore = Set.of();
    private int matching;
    private long lastMs = -1;
    private int number;

    ShardReader(QueueKeys keys) {
      this.keys = keys;
    }

    CompletionStage<Void> readFrom(long from) {
      int count =
          filter.userId() == null && filter.messageId() == null && filter.outcome() == null
              ? Math.min(RecordScripts.DELIVERIES_AT_ONCE, limit + 1)
              : RecordScripts.DELIVERIES_AT_ONCE;
      return scripts
          .scanDeliveries(keys, from, count, filter.userId(), filter.messageId())
          .thenCompose(
              step -> {
                if (from == 0) {
                  reach.add(keys, step.length(), step.oldestMs());
                }
                collect(step.records());
                return step.examined() < count || matching > limit
                    ? CompletableFuture.completedFuture(null)
                    : readFrom(from + step.examined());
              });
    }

    /** New records move the others to the left, so that the end of a chunk may come again. */
    private void collect(List<byte[]> records) {
      Set<ByteBuffer> chunk = new HashSet<>();
      for (byte[] record : records) {
        chunk.add(ByteBuffer.wrap(record));
        if (!chunkBefore.contains(ByteBuffer.wrap(record))) {
          collect(record);
        }
      }
      chunkBefore = chunk;
    }

    private void collect(byte[] record) {
      int end = 0;
      while (end < record.length && record[end] != ' ') {
        end++;
      }
      long atMs = Long.parseLong(new String(record, 0, end, US_ASCII));
      number = atMs == lastMs ? number + 1 : 0;
      lastMs = atMs;
      var place = new DeliveryCursor(atMs, keys.source(), keys.shard(), number);
      FinishedEvent event = FinishedEvent.decode(record, end + 1).orElse(null);
      if (event == null
          || (filter.outcome() != null && filter.outcome() != event.outcome())
          || (after != null && DeliveryCursor.ORDER.compare(place, after) <= 0)) {
        return;
      }
      if (++matching <= limit + 1) {
        found.add(new Row(place, event));
      }
    }
  }
}
