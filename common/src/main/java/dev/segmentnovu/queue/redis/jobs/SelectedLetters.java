package dev.segmentnovu.queue.redis.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Facet;
import dev.segmentnovu.queue.admin.DeadLetters.Whole;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobWork.Letter;
import dev.segmentnovu.queue.jobs.JobWork.Part;
import dev.segmentnovu.queue.jobs.JobWork.Step;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts.StoredLetter;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of a job with ids. Each is found by its id, without a search. It is looked for
 * in every shard of its source: its id names the shard in which it died, and the queue may have
 * been divided anew since. The place of such a job in a part is the number of the source's ids that
 * are behind it.
 */
final class SelectedLetters {

  private static final Script LOCATE = Script.load("locate_dead_letters");

  /** One call looks up so many: it takes Redis less than 1 ms. */
  private static final int LOOKED_UP_IN_A_CALL = 250;

  /** One call reads so many bytes, about. */
  private static final int MAX_BYTES = 512 * 1024;

  private final RedisConnection redis;
  private final DeadLetterScripts scripts;
  private final ShardKeys shardKeys;

  SelectedLetters(RedisConnection redis, ShardKeys shardKeys) {
    this.redis = redis;
    this.scripts = new DeadLetterScripts(redis);
    this.shardKeys = shardKeys;
  }

  /**
   * A dead letter that there is.
   *
   * @param reason the code of the reason; null if it cannot be read
   */
  record Located(String id, long deadAtMs, @Nullable String reason) {}

  /** The ids of an order for each part that may hold one of them: all of the part's source. */
  static Map<Part, List<String>> parts(ShardKeys shardKeys, JobOrder order) {
    Map<String, List<String>> bySource = new LinkedHashMap<>();
    for (String id : order.ids()) {
      DeadLetters.Id.parse(id)
          .ifPresent(
              at -> bySource.computeIfAbsent(at.source(), source -> new ArrayList<>()).add(id));
    }
    Map<Part, List<String>> parts = new LinkedHashMap<>();
    bySource.forEach(
        (source, ids) -> {
          for (int shard = 0; shard < shardKeys.of(source).size(); shard++) {
            parts.put(new Part(source, shard), ids);
          }
        });
    return parts;
  }

  private List<String> ids(JobOrder order, Part part) {
    return parts(shardKeys, order).getOrDefault(part, List.of());
  }

  private QueueKeys keys(Part part) {
    return shardKeys.of(part.source()).get(part.shard());
  }

  /** Those that there are, each once. One that moves to another shard may be in both or none. */
  CompletionStage<Collection<Located>> locate(JobOrder order) {
    CompletionStage<Map<String, Located>> all =
        CompletableFuture.completedFuture(new LinkedHashMap<>());
    for (var part : parts(shardKeys, order).entrySet()) {
      List<String> ids = part.getValue();
      for (int from = 0; from < ids.size(); from += LOOKED_UP_IN_A_CALL) {
        List<String> some = ids.subList(from, Math.min(from + LOOKED_UP_IN_A_CALL, ids.size()));
        all = all.thenCompose(before -> locate(keys(part.getKey()), some, before));
      }
    }
    return all.thenApply(Map::values);
  }

  private CompletionStage<Map<String, Located>> locate(
      QueueKeys keys, List<String> ids, Map<String, Located> before) {
    return redis
        .list(
            LOCATE,
            List.of(keys.dead(), keys.unmapped(), keys.deadTexts()),
            new ScriptArguments().texts(ids))
        .thenApply(
            reply -> {
              for (String id : ids) {
                String ms = reply.text();
                String reason = reply.text();
                if (!ms.isEmpty()) {
                  before.put(id, new Located(id, Long.parseLong(ms), reason(reason)));
                }
              }
              return before;
            });
  }

  private static @Nullable String reason(String json) {
    try {
      return json.isEmpty() ? null : EventCodec.JSON.readTree(json).textValue();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // the script copies what DeadLetterCodec wrote
    }
  }

  /** How many there are, by reason. */
  CompletionStage<Facet> reasons(JobOrder order) {
    return locate(order).thenApply(SelectedLetters::facet);
  }

  private static Facet facet(Collection<Located> located) {
    Map<@Nullable String, Long> counts = new HashMap<>();
    located.forEach(each -> counts.merge(each.reason(), 1L, Long::sum));
    return Facet.of(counts, 0);
  }

  /** The order with its ids by the time of death, and those that are gone behind them. */
  CompletionStage<JobOrder> sorted(JobOrder order, boolean newestFirst) {
    Comparator<Located> oldestFirst =
        Comparator.comparingLong(Located::deadAtMs).thenComparing(Located::id);
    return locate(order)
        .thenApply(
            located -> {
              Set<String> ids = new LinkedHashSet<>();
              located.stream()
                  .sorted(newestFirst ? oldestFirst.reversed() : oldestFirst)
                  .forEach(each -> ids.add(each.id()));
              ids.addAll(order.ids());
              return order.withIds(List.copyOf(ids));
            });
  }

  /** Reads those behind a place; see {@link dev.segmentnovu.queue.jobs.JobWork#read}. */
  CompletionStage<Step> read(JobOrder order, Part part, String from, int limit) {
    List<String> ids = ids(order, part);
    int first = from.isEmpty() ? 0 : Integer.parseInt(from);
    int end = Math.min(first + LOOKED_UP_IN_A_CALL, ids.size());
    if (first >= end) {
      return CompletableFuture.completedFuture(new Step(from, from, List.of(), true));
    }
    return scripts
        .read(keys(part), ids.subList(first, end), limit, MAX_BYTES)
        .thenApply(
            read -> {
              int to = first + read.lookedUp();
              return new Step(
                  from,
                  "" + to,
                  read.letters().stream().map(SelectedLetters::letter).toList(),
                  to == ids.size());
            });
  }

  private static Letter letter(StoredLetter stored) {
    return letter(stored.id(), stored.deadAtMs(), stored.text(), stored.entry(), stored.details());
  }

  /** A dead letter; the entry is empty if there is none. */
  static Letter letter(String id, long deadAtMs, byte[] text, byte[] entry, byte[] details) {
    return new Letter(
        id,
        deadAtMs,
        entry.length == 0
            ? Optional.empty()
            : DeadLetterCodec.read(text, details).map(read -> new Whole(read, entry)));
  }

  /** The places behind the ids of a part. */
  Map<String, String> places(JobOrder order, Part part) {
    Map<String, String> places = new HashMap<>();
    for (String id : ids(order, part)) {
      places.put(id, "" + (places.size() + 1));
    }
    return places;
  }
}
