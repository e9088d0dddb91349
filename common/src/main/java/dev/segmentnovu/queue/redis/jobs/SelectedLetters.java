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
import dev.segmentnovu.queue.redis.client.ScriptReply;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
 * The dead letters of a job with ids. Each is found by its id, without a search. The place of such
 * a job in a part is the number of the part's ids that are behind it.
 */
final class SelectedLetters {

  private static final Script LOCATE = Script.load("locate_dead_letters");
  private static final Script READ = Script.load("read_dead_letters");

  /** One call locates so many: it takes Redis less than 1 ms. */
  private static final int LOCATED_IN_A_CALL = 250;

  /** One call reads so many bytes, about. */
  private static final int MAX_BYTES = 512 * 1024;

  private final RedisConnection redis;
  private final ShardKeys shardKeys;

  SelectedLetters(RedisConnection redis, ShardKeys shardKeys) {
    this.redis = redis;
    this.shardKeys = shardKeys;
  }

  /**
   * A dead letter that there is.
   *
   * @param reason the code of the reason; null if it cannot be read
   */
  record Located(String id, long deadAtMs, @Nullable String reason) {}

  /** The ids of an order by part; those of a shard that the queue does not have are left out. */
  static Map<Part, List<String>> parts(ShardKeys shardKeys, JobOrder order) {
    Map<Part, List<String>> parts = new LinkedHashMap<>();
    for (String id : order.ids()) {
      DeadLetters.Id.parse(id)
          .filter(at -> at.shard() < shardKeys.shards())
          .ifPresent(
              at ->
                  parts
                      .computeIfAbsent(new Part(at.source(), at.shard()), part -> new ArrayList<>())
                      .add(id));
    }
    return parts;
  }

  private List<String> ids(JobOrder order, Part part) {
    return parts(shardKeys, order).getOrDefault(part, List.of());
  }

  private QueueKeys keys(Part part) {
    return shardKeys.of(part.source()).get(part.shard());
  }

  /** Those that there are, in the order of the ids within each part. */
  CompletionStage<List<Located>> locate(JobOrder order) {
    CompletionStage<List<Located>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (var part : parts(shardKeys, order).entrySet()) {
      List<String> ids = part.getValue();
      for (int from = 0; from < ids.size(); from += LOCATED_IN_A_CALL) {
        List<String> some = ids.subList(from, Math.min(from + LOCATED_IN_A_CALL, ids.size()));
        all = all.thenCompose(before -> locate(keys(part.getKey()), some, before));
      }
    }
    return all;
  }

  private CompletionStage<List<Located>> locate(
      QueueKeys keys, List<String> ids, List<Located> before) {
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
                  before.add(new Located(id, Long.parseLong(ms), reason(reason)));
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

  private static Facet facet(List<Located> located) {
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
    int end = Math.min(first + limit, ids.size());
    if (first >= end) {
      return CompletableFuture.completedFuture(new Step(from, from, List.of(), true));
    }
    QueueKeys keys = keys(part);
    return redis
        .list(
            READ,
            List.of(keys.dead(), keys.unmapped(), keys.deadTexts(), keys.deadEntries()),
            new ScriptArguments().number(MAX_BYTES).texts(ids.subList(first, end)))
        .thenApply(
            reply -> {
              int to = first + reply.count();
              return new Step(from, "" + to, letters(reply), to == ids.size());
            });
  }

  private static List<Letter> letters(ScriptReply reply) {
    List<Letter> letters = new ArrayList<>();
    while (reply.hasMore()) {
      String id = reply.text();
      long deadAtMs = Long.parseLong(reply.text());
      letters.add(letter(id, deadAtMs, reply.bytes(), reply.bytes(), reply.bytes()));
    }
    return letters;
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
