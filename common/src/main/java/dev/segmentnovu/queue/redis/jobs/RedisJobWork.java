package dev.segmentnovu.queue.redis.jobs;

import dev.segmentnovu.queue.admin.DeadLetters.Facet;
import dev.segmentnovu.queue.admin.DeadLetters.Facets;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.QueueView;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobStore;
import dev.segmentnovu.queue.jobs.JobWork;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.deadletters.DeadLetterFacets;
import dev.segmentnovu.queue.redis.deadletters.DeadLetterSearch;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.ShardKeys;
import dev.segmentnovu.queue.redis.script.scan.DeadLetterPlace;
import dev.segmentnovu.queue.redis.script.scan.ScanScript;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Found;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Lists;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Order;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Range;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What jobs do with the dead letters in Redis. */
final class RedisJobWork implements JobWork {

  private static final Script STEP = Script.load("step_job");
  private static final Script READ = Script.load("read_job");

  private final RedisConnection redis;
  private final ShardKeys shardKeys;
  private final QueueView view;
  private final ScanScript scanScript;
  private final DeadLetterSearch search;
  private final SelectedLetters selected;

  RedisJobWork(RedisConnection redis, ShardKeys shardKeys, QueueView view) {
    this.redis = redis;
    this.shardKeys = shardKeys;
    this.view = view;
    this.scanScript = new ScanScript(redis);
    this.search = new DeadLetterSearch(redis);
    this.selected = new SelectedLetters(redis, shardKeys);
  }

  @Override
  public List<Part> parts(JobOrder order) {
    return parts(shardKeys, order);
  }

  @Override
  public CompletionStage<List<Part>> followedParts(JobOrder order) {
    return view.follow(order.sources())
        .thenCompose(
            unused ->
                order.sources().stream()
                    .flatMap(source -> shardKeys.notNow(source).stream())
                    .findFirst()
                    .<CompletionStage<List<Part>>>map(CompletableFuture::failedFuture)
                    .orElseGet(() -> CompletableFuture.completedFuture(parts(order))));
  }

  static List<Part> parts(ShardKeys shardKeys, JobOrder order) {
    if (order.hasIds()) {
      return List.copyOf(SelectedLetters.parts(shardKeys, order).keySet());
    }
    List<Part> parts = new ArrayList<>();
    for (String source : order.sources()) {
      for (int shard = 0; shard < shardKeys.of(source).size(); shard++) {
        parts.add(new Part(source, shard));
      }
    }
    return parts;
  }

  private QueueKeys keys(Part part) {
    List<QueueKeys> all = shardKeys.of(part.source());
    // a part of a job that began in more shards: the letters there have moved to the others
    return all.get(part.shard() % all.size());
  }

  @Override
  public CompletionStage<Long> count(JobOrder order) {
    return order.hasIds()
        ? selected.locate(order).thenApply(located -> (long) located.size())
        : search.count(shards(order), order.filter());
  }

  private List<QueueKeys> shards(JobOrder order) {
    return parts(order).stream().map(this::keys).toList();
  }

  @Override
  public CompletionStage<Facet> reasons(JobOrder order) {
    return order.hasIds()
        ? selected.reasons(order)
        : DeadLetterFacets.of(redis, shards(order), order.filter()).thenApply(Facets::reason);
  }

  @Override
  public CompletionStage<JobOrder> sorted(JobOrder order) {
    return order.hasIds()
        ? selected.sorted(order, direction(order) == Order.NEWEST_FIRST)
        : CompletableFuture.completedFuture(order);
  }

  @Override
  public CompletionStage<String> place(String jobId, Part part) {
    return redis
        .list(READ, List.of(JobKeys.progress(keys(part), jobId)), new ScriptArguments().text(""))
        .thenApply(
            reply -> {
              String place = "";
              while (reply.hasMore()) {
                String name = reply.text();
                String value = reply.text();
                place = name.equals("at") ? value : place;
              }
              return place;
            });
  }

  @Override
  public CompletionStage<Step> read(JobOrder order, Part part, String from, int limit) {
    if (order.hasIds()) {
      return selected.read(order, part, from, limit);
    }
    return scanScript
        .read(
            keys(part),
            Lists.BOTH,
            order.filter(),
            direction(order),
            Range.behind(place(from)),
            new Wanted(limit, false, true))
        .thenApply(
            found -> {
              List<Letter> letters = found.found().stream().map(RedisJobWork::letter).toList();
              String to =
                  found.next() != null
                      ? text(found.next())
                      : letters.isEmpty() ? from : text(place(letters.get(letters.size() - 1)));
              return new Step(from, to, letters, found.next() == null);
            });
  }

  private static Order direction(JobOrder order) {
    return order.action() == Action.REPLAY && order.position() == Position.HEAD
        ? Order.NEWEST_FIRST
        : Order.OLDEST_FIRST;
  }

  private static Letter letter(Found found) {
    return SelectedLetters.letter(
        found.place().id(), found.place().deadAtMs(), found.text(), found.entry(), found.details());
  }

  private static DeadLetterPlace place(Letter letter) {
    return new DeadLetterPlace(letter.deadAtMs(), letter.id());
  }

  private static @Nullable DeadLetterPlace place(String text) {
    int space = text.indexOf(' ');
    return space < 0
        ? null
        : new DeadLetterPlace(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
  }

  private static String text(DeadLetterPlace place) {
    return place.deadAtMs() + " " + place.id();
  }

  @Override
  public CompletionStage<Done> act(
      String jobId, JobOrder order, Part part, Step step, List<Instruction> instructions) {
    var not = shardKeys.notNow(part.source());
    if (not.isPresent()) {
      return CompletableFuture.failedFuture(not.get());
    }
    QueueKeys keys = keys(part);
    List<String> all = new ArrayList<>(keys.ofEvents());
    all.add(JobKeys.progress(keys, jobId));
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .text(how(order))
            .text(step.from())
            .text(step.to())
            .millis(JobStore.KEPT)
            .text(QueueKeys.dueChannel(keys.source()));
    Function<Letter, String> places = places(order, part);
    for (Instruction each : instructions) {
      Letter letter = each.letter();
      byte[] entry = each.entry();
      arguments.text(letter.id()).text(places.apply(letter));
      if (each.failure() != null || entry == null || letter.whole().isEmpty()) {
        arguments.text(each.failure() == null ? "" : each.failure()).text("").text("");
      } else {
        arguments
            .text("")
            .text(shardKeys.replayKey(keys, letter.whole().get().deadLetter()))
            .bytes(entry);
      }
    }
    return redis
        .list(STEP, all, arguments)
        .thenApply(reply -> new Done(outcome(reply.count()), reply.number()));
  }

  /** Tells the place behind each dead letter. */
  private Function<Letter, String> places(JobOrder order, Part part) {
    if (!order.hasIds()) {
      return letter -> text(place(letter));
    }
    Map<String, String> places = selected.places(order, part);
    return letter -> Objects.requireNonNull(places.get(letter.id()), letter.id());
  }

  private static Outcome outcome(int result) {
    return switch (result) {
      case 1 -> Outcome.DONE;
      case 2 -> Outcome.BUSY;
      default -> Outcome.ELSEWHERE;
    };
  }

  private static String how(JobOrder order) {
    return order.action() == Action.DISCARD
        ? "discard"
        : order.position() == Position.HEAD ? "head" : "tail";
  }
}
