package dev.segmentnovu.queue.redis.deadletters;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Page;
import dev.segmentnovu.queue.redis.deadletters.DeadLetterSearch.Result;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.scan.DeadLetterPlace;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Found;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One page of dead letters from several shards, newest first. */
final class DeadLetterListing {

  /**
   * The end of a page. A dead letter that comes later stands before it, so it moves no page.
   *
   * @param place of the last dead letter of the page
   * @param total of the first page
   * @param sinceMs the start of the period at the first page, which a relative time would move; 0
   *     for none
   */
  record Cursor(DeadLetterPlace place, long total, long sinceMs) {

    String encoded() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              (place.deadAtMs() + " " + place.id() + " " + total + " " + sinceMs)
                  .getBytes(StandardCharsets.UTF_8));
    }

    static Cursor decode(String text) {
      try {
        String[] parts =
            new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
        if (parts.length == 4 && !parts[1].isEmpty()) {
          return new Cursor(
              new DeadLetterPlace(Long.parseLong(parts[0]), parts[1]),
              Long.parseLong(parts[2]),
              Long.parseLong(parts[3]));
        }
      } catch (IllegalArgumentException e) {
        // not Base64, or without a number: the exception below says so
      }
      throw new IllegalArgumentException(
          "cursor is not one this list gave out; leave it out to begin at the newest");
    }
  }

  private final Filter filter;
  private final @Nullable Cursor after;
  private final int limit;

  /**
   * A page.
   *
   * @param after the end of the page before; null for the first page
   * @param limit dead letters of the page at most
   */
  DeadLetterListing(Filter filter, @Nullable Cursor after, int limit) {
    this.after = after;
    this.limit = limit;
    this.filter =
        after == null || after.sinceMs() == 0
            ? filter
            : filter.within(Instant.ofEpochMilli(after.sinceMs()), filter.until());
  }

  /** Reads the page. The cursor carries the total of the first page to those behind it. */
  CompletionStage<Page> read(DeadLetterSearch search, List<QueueKeys> shards) {
    return after == null
        ? search.find(shards, filter, limit + 1).thenApply(result -> page(result, result.total()))
        : search
            .findBehind(after.place(), shards, filter, limit + 1)
            .thenApply(result -> page(result, after.total()));
  }

  private Page page(Result result, long total) {
    List<Found> found = new ArrayList<>(result.found());
    found.sort(Comparator.comparing(Found::place, DeadLetterPlace.OLDEST_FIRST).reversed());
    List<Found> page = found.subList(0, Math.min(limit, found.size()));
    List<DeadLetter> items = new ArrayList<>();
    for (Found each : page) {
      DeadLetterCodec.read(each.text()).map(DeadLetter::withoutDetails).ifPresent(items::add);
    }
    return new Page(items, found.size() > limit ? next(page, total) : null, total);
  }

  private String next(List<Found> page, long total) {
    Instant since = filter.since();
    DeadLetterPlace last = Objects.requireNonNull(page.get(page.size() - 1)).place();
    return new Cursor(last, total, since == null ? 0 : since.toEpochMilli()).encoded();
  }
}
