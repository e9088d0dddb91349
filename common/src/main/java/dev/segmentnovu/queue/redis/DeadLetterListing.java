package dev.segmentnovu.queue.redis;

import static dev.segmentnovu.queue.redis.QueueKeys.utf8;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.DeadLetters.Filter;
import dev.segmentnovu.queue.DeadLetters.Page;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gathers one page of dead letters from several sets, each of which is read newest first. */
final class DeadLetterListing {

  private static final int CHUNK = 500;

  /**
   * Newest first; letters of one millisecond by id, so that pages neither overlap nor leave out.
   */
  private static final Comparator<DeadLetter> NEWEST_FIRST =
      Comparator.comparing(DeadLetter::deadAt).thenComparing(DeadLetter::id).reversed();

  /**
   * Where a page ended.
   *
   * @param total as of the first page
   */
  record Cursor(Instant deadAt, String id, long total) {

    boolean isBefore(DeadLetter letter) {
      int byTime = letter.deadAt().compareTo(deadAt);
      return byTime < 0 || (byTime == 0 && letter.id().compareTo(id) < 0);
    }

    String encoded() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(utf8(deadAt.toEpochMilli() + " " + id + " " + total));
    }

    static Cursor decode(String text) {
      try {
        String[] parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
        if (parts.length == 3) {
          return new Cursor(
              Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1], Long.parseLong(parts[2]));
        }
      } catch (IllegalArgumentException e) {
        // not Base64, or no number in it: said below
      }
      throw new IllegalArgumentException(
          "cursor is not one this list gave out; leave it out to begin at the newest");
    }
  }

  private final RedisConnection redis;
  private final Filter filter;
  private final @Nullable Cursor after;
  private final int limit;

  /** Whether the total is known only when every letter has been read. */
  private final boolean counts;

  private final List<DeadLetter> found = new ArrayList<>();
  private long total;

  DeadLetterListing(RedisConnection redis, Filter filter, @Nullable Cursor after, int limit) {
    this.redis = redis;
    this.filter = filter;
    this.after = after;
    this.limit = limit;
    this.counts =
        after == null
            && (filter.reason() != null || filter.userId() != null || filter.event() != null);
    this.total = after == null ? 0 : after.total();
  }

  /** Reads the letters of one set, as far as the page needs them. */
  CompletionStage<Void> read(QueueKeys keys, Object letters) {
    String youngest = filter.until() == null ? "+inf" : "(" + filter.until().toEpochMilli();
    if (after != null) {
      youngest = "" + after.deadAt().toEpochMilli();
    }
    return new Reading(keys, letters).from(youngest, 0);
  }

  /** What was gathered. */
  Page page() {
    found.sort(NEWEST_FIRST);
    boolean more = found.size() > limit;
    List<DeadLetter> page = List.copyOf(found.subList(0, Math.min(limit, found.size())));
    DeadLetter last = more ? page.get(page.size() - 1) : null;
    return new Page(
        page, last == null ? null : new Cursor(last.deadAt(), last.id(), total).encoded(), total);
  }

  /** The reading of one set. */
  private final class Reading {
    private final QueueKeys keys;
    private final Object letters;
    private int matching;

    Reading(QueueKeys keys, Object letters) {
      this.keys = keys;
      this.letters = letters;
    }

    /** Reads on from a score, passing over so many letters: those of that score seen before. */
    CompletionStage<Void> from(String youngest, int offset) {
      int most = counts ? CHUNK : Math.min(CHUNK, limit + 1);
      return redis
          .list(
              Script.LETTERS,
              List.of(letters, keys.deadLetters()),
              List.of(
                  utf8(youngest),
                  utf8(filter.since() == null ? "-inf" : "" + filter.since().toEpochMilli()),
                  utf8("" + offset),
                  utf8("" + most)))
          .thenCompose(
              answer -> {
                if (after == null && !counts && offset == 0) {
                  total += (Long) answer.get(0);
                }
                List<Object> chunk = answer.subList(1, answer.size());
                List<DeadLetter> decoded = new ArrayList<>();
                for (Object bytes : chunk) {
                  DeadLetterCodec.read((byte[]) bytes).ifPresent(decoded::add);
                }
                decoded.forEach(this::collect);
                return chunk.size() < most || (!counts && matching > limit)
                    ? CompletableFuture.completedFuture(null)
                    : goOn(youngest, offset, chunk.size(), decoded);
              });
    }

    private CompletionStage<Void> goOn(
        String youngest, int offset, int read, List<DeadLetter> decoded) {
      if (decoded.isEmpty()) {
        return from(youngest, offset + read);
      }
      long last = decoded.get(decoded.size() - 1).deadAt().toEpochMilli();
      String next = "" + last;
      long ties = decoded.stream().filter(letter -> letter.deadAt().toEpochMilli() == last).count();
      // a set that Redis counts from the start again would be slow at its end
      return next.equals(youngest) || decoded.size() < read
          ? from(youngest, offset + read)
          : from(next, (int) ties);
    }

    private void collect(DeadLetter letter) {
      if (!matches(filter.reason(), letter.reason())
          || !matches(filter.userId(), letter.userId())
          || !matches(filter.event(), letter.event())) {
        return;
      }
      total += counts ? 1 : 0;
      if ((after == null || after.isBefore(letter)) && ++matching <= limit + 1) {
        found.add(withoutDetails(letter));
      }
    }
  }

  private static boolean matches(@Nullable String wanted, @Nullable String value) {
    return wanted == null || wanted.equals(value);
  }

  private static DeadLetter withoutDetails(DeadLetter l) {
    return new DeadLetter(
        l.id(),
        l.previousId(),
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
}
