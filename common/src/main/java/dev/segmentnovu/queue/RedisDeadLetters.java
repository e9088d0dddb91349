package dev.segmentnovu.queue;

import static dev.segmentnovu.queue.QueueKeys.utf8;

import dev.segmentnovu.event.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters in Redis. A listing reads every letter of the period asked for, in chunks, so
 * that {@code total} is exact; letters that come or go meanwhile may be missed or seen, as in any
 * list that lives.
 */
final class RedisDeadLetters implements DeadLetters {

  private static final int CHUNK = 500;
  private static final Pattern ID = Pattern.compile("([a-z0-9_-]+)\\.(\\d{1,6})\\.[a-z0-9]+");

  /**
   * Newest first; letters of one millisecond by id, so that pages neither overlap nor leave out.
   */
  private static final Comparator<DeadLetter> NEWEST_FIRST =
      Comparator.comparing(DeadLetter::deadAt).thenComparing(DeadLetter::id).reversed();

  private record Cursor(Instant deadAt, String id) {

    boolean isBefore(DeadLetter letter) {
      int byTime = letter.deadAt().compareTo(deadAt);
      return byTime < 0 || (byTime == 0 && letter.id().compareTo(id) < 0);
    }

    String encoded() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(utf8(deadAt.toEpochMilli() + " " + id));
    }

    static Cursor decode(String text) {
      try {
        String[] parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
        if (parts.length == 2) {
          return new Cursor(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]);
        }
      } catch (IllegalArgumentException e) {
        // not Base64, or no number in it: said below
      }
      throw new IllegalArgumentException(
          "cursor is not one this list gave out; leave it out to begin at the newest");
    }
  }

  /** What one listing has found so far. */
  private static final class Found {
    final List<DeadLetter> letters = new ArrayList<>();
    long total;
  }

  private final RedisConnection redis;
  private final List<String> sources;
  private final int shards;
  private final LetterBounds bounds;

  RedisDeadLetters(RedisConnection redis, List<String> sources, int shards, LetterBounds bounds) {
    this.bounds = bounds;
    this.redis = redis;
    this.sources = List.copyOf(sources);
    this.shards = shards;
  }

  @Override
  public CompletionStage<Page> list(Filter filter, @Nullable String cursor, int limit) {
    Cursor after;
    try {
      after = cursor == null ? null : Cursor.decode(cursor);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    var found = new Found();
    CompletionStage<Found> scan = CompletableFuture.completedFuture(found);
    for (String source : sources) {
      if (filter.source() == null || filter.source().equals(source)) {
        for (int shard = 0; shard < shards; shard++) {
          var keys = new QueueKeys(source, shard);
          for (Object letters : List.of(keys.dead(), keys.unmapped())) {
            scan = scan.thenCompose(unused -> scan(keys, letters, filter, after, limit, 0, found));
          }
        }
      }
    }
    return scan.thenApply(
        all -> {
          all.letters.sort(NEWEST_FIRST);
          boolean more = all.letters.size() > limit;
          List<DeadLetter> page =
              List.copyOf(all.letters.subList(0, Math.min(limit, all.letters.size())));
          DeadLetter last = more ? page.get(page.size() - 1) : null;
          return new Page(
              page,
              last == null ? null : new Cursor(last.deadAt(), last.id()).encoded(),
              all.total);
        });
  }

  private CompletionStage<Found> scan(
      QueueKeys keys,
      Object letters,
      Filter filter,
      @Nullable Cursor after,
      int limit,
      int offset,
      Found found) {
    return redis
        .list(
            Script.LETTERS,
            List.of(letters, keys.deadLetters()),
            List.of(
                utf8(filter.until() == null ? "+inf" : "(" + filter.until().toEpochMilli()),
                utf8(filter.since() == null ? "-inf" : "" + filter.since().toEpochMilli()),
                utf8("" + offset),
                utf8("" + CHUNK)))
        .thenCompose(
            chunk -> {
              for (Object bytes : chunk) {
                if (((byte[]) bytes).length > 0) {
                  collect(DeadLetterCodec.decode((byte[]) bytes), filter, after, found);
                }
              }
              if (found.letters.size() > 4 * (limit + CHUNK)) {
                found.letters.sort(NEWEST_FIRST);
                found.letters.subList(limit + 1, found.letters.size()).clear();
              }
              return chunk.size() < CHUNK
                  ? CompletableFuture.completedFuture(found)
                  : scan(keys, letters, filter, after, limit, offset + CHUNK, found);
            });
  }

  private static void collect(
      DeadLetter letter, Filter filter, @Nullable Cursor after, Found found) {
    if (!matches(filter.reason(), letter.reason())
        || !matches(filter.userId(), letter.userId())
        || !matches(filter.event(), letter.event())) {
      return;
    }
    found.total++;
    if (after == null || after.isBefore(letter)) {
      found.letters.add(withoutDetails(letter));
    }
  }

  private static boolean matches(@Nullable String wanted, @Nullable String value) {
    return wanted == null || wanted.equals(value);
  }

  private static DeadLetter withoutDetails(DeadLetter l) {
    return new DeadLetter(
        l.id(),
        l.source(),
        l.userId(),
        l.messageId(),
        l.type(),
        l.event(),
        l.reason(),
        l.message(),
        l.status(),
        l.attempts(),
        l.firstAttemptAt(),
        l.deadAt(),
        l.replays(),
        EventCodec.JSON.createObjectNode());
  }

  @Override
  public CompletionStage<Optional<Whole>> find(String id) {
    return keysOf(id)
        .map(
            keys ->
                redis
                    .list(
                        Script.LETTER,
                        List.of(keys.deadLetters(), keys.deadEntries()),
                        List.of(utf8(id)))
                    .thenApply(
                        answer ->
                            answer.isEmpty()
                                ? Optional.<Whole>empty()
                                : Optional.of(
                                    new Whole(
                                        DeadLetterCodec.decode((byte[]) answer.get(0)),
                                        (byte[]) answer.get(1)))))
        .orElse(CompletableFuture.completedFuture(Optional.empty()));
  }

  @Override
  public CompletionStage<ReplayResult> replay(String id, Position position, byte[] entry) {
    return find(id)
        .thenCompose(
            whole -> {
              QueueKeys keys = keysOf(id).orElse(null);
              if (whole.isEmpty() || keys == null) {
                return CompletableFuture.completedFuture(ReplayResult.GONE);
              }
              return replay(keys, whole.get().letter(), position, entry);
            });
  }

  private CompletionStage<ReplayResult> replay(
      QueueKeys keys, DeadLetter letter, Position position, byte[] entry) {
    return redis
        .number(
            Script.REPLAY,
            List.of(
                keys.ready(),
                keys.stats(),
                keys.dead(),
                keys.deadLetters(),
                keys.deadEntries(),
                keys.parked(),
                keys.unmapped()),
            List.of(
                utf8(keys.prefix()),
                utf8(letter.id()),
                utf8(letter.userId()),
                utf8(position == Position.HEAD ? "head" : "tail"),
                entry,
                utf8(QueueKeys.channel(keys.source()))))
        .thenApply(
            done ->
                done == 1
                    ? ReplayResult.REPLAYED
                    : done == 2 ? ReplayResult.BUSY : ReplayResult.GONE);
  }

  @Override
  public CompletionStage<Boolean> delete(String id) {
    return keysOf(id)
        .map(
            keys ->
                redis
                    .number(
                        Script.DELETE,
                        List.of(
                            keys.stats(),
                            keys.dead(),
                            keys.deadLetters(),
                            keys.deadEntries(),
                            keys.unmapped()),
                        List.of(utf8(id)))
                    .thenApply(deleted -> deleted == 1))
        .orElse(CompletableFuture.completedFuture(false));
  }

  @Override
  public CompletionStage<Long> trim() {
    CompletionStage<Long> evicted = CompletableFuture.completedFuture(0L);
    for (String source : sources) {
      for (int shard = 0; shard < shards; shard++) {
        var keys = new QueueKeys(source, shard);
        evicted = evicted.thenCompose(before -> bounds.trim(keys).thenApply(now -> before + now));
      }
    }
    return evicted;
  }

  /** An id names source and shard. Empty for one that is none of ours. */
  private Optional<QueueKeys> keysOf(String id) {
    Matcher parts = ID.matcher(id);
    if (!parts.matches()
        || !sources.contains(parts.group(1))
        || Integer.parseInt(parts.group(2)) >= shards) {
      return Optional.empty();
    }
    return Optional.of(new QueueKeys(parts.group(1), Integer.parseInt(parts.group(2))));
  }
}
