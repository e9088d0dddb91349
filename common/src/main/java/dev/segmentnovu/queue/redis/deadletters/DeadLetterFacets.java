package dev.segmentnovu.queue.redis.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.admin.DeadLetters.Facet;
import dev.segmentnovu.queue.admin.DeadLetters.Facets;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.scan.DeadLetterPlace;
import dev.segmentnovu.queue.redis.script.scan.ScanScript;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Lists;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Order;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Range;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Tally;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Wanted;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Counts the dead letters of several shards by the values of their members. */
public final class DeadLetterFacets {

  private final ScanScript script;
  private final Filter filter;
  private final Values reasons = new Values("reason");
  private final Values workflows = new Values("workflow");
  private final Values statuses = new Values("status");
  private final Values events = new Values("event");
  private long total;

  private DeadLetterFacets(RedisConnection redis, Filter filter) {
    script = new ScanScript(redis);
    this.filter = filter;
  }

  /** Counts those that match. Fails with {@link QueueUnavailableException}. */
  public static CompletionStage<Facets> of(
      RedisConnection redis, List<QueueKeys> shards, Filter filter) {
    var facets = new DeadLetterFacets(redis, filter);
    CompletionStage<Void> reading = CompletableFuture.completedFuture(null);
    for (QueueKeys keys : shards) {
      reading =
          reading
              .thenCompose(unused -> facets.read(keys, Lists.FAILED, null))
              .thenCompose(unused -> facets.read(keys, Lists.UNMAPPED, null));
    }
    return reading.thenApply(unused -> facets.facets());
  }

  private CompletionStage<Void> read(QueueKeys keys, Lists list, @Nullable DeadLetterPlace after) {
    return script
        .read(keys, list, filter, Order.NEWEST_FIRST, Range.behind(after), Wanted.ofTallies())
        .thenCompose(
            part -> {
              part.tallies().forEach(this::add);
              return part.next() == null
                  ? CompletableFuture.completedFuture(null)
                  : read(keys, list, part.next());
            });
  }

  private void add(Tally tally) {
    JsonNode members;
    try {
      members = EventCodec.JSON.readTree(tally.members());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the script copies what DeadLetterCodec wrote
    }
    total += tally.count();
    reasons.add(members, tally.count());
    workflows.add(members, tally.count());
    statuses.add(members, tally.count());
    events.add(members, tally.count());
  }

  private Facets facets() {
    return new Facets(total, reasons.facet(), workflows.facet(), statuses.facet(), events.facet());
  }

  /** The values of one member. */
  private static final class Values {

    /** Senders choose the names of events. Values that come later count together. */
    private static final int MOST_KNOWN = 10_000;

    private final String member;
    private final Map<@Nullable String, Long> counts = new HashMap<>();
    private long other;

    Values(String member) {
      this.member = member;
    }

    void add(JsonNode members, long count) {
      String value = members.hasNonNull(member) ? members.get(member).asText() : null;
      if (counts.size() < MOST_KNOWN || counts.containsKey(value)) {
        counts.merge(value, count, Long::sum);
      } else {
        other += count;
      }
    }

    Facet facet() {
      return Facet.of(counts, other);
    }
  }
}
