package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Page;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.queue.redis.script.scan.DeadLetterPlace;
import dev.segmentnovu.queue.redis.script.scan.ScanScript;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Found;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Lists;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Order;
import dev.segmentnovu.queue.redis.script.scan.ScanScript.Wanted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Collects one page of dead letters from several shards, and reads each shard newest first. */
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

  private final ScanScript script;
  private final Filter filter;
  private final @Nullable Cursor after;
  private final int limit;
  private final boolean readsTexts;
  private final List<Found> found = new ArrayList<>();
  private long total;

  /**
   * A listing that has read nothing.
   *
   * @param after the end of the page before; null for the first page
   * @param limit dead letters of the page at most
   */
  DeadLetterListing(ScanScript script, Filter filter, @Nullable Cursor after, int limit) {
    this.script = script;
    this.after = after;
    this.limit = limit;
    this.filter =
        after == null || after.sinceMs() == 0
            ? filter
            : filter.within(Instant.ofEpochMilli(after.sinceMs()), filter.until());
    readsTexts = ScanScript.readsTexts(filter);
    total = after == null ? 0 : after.total();
  }

  /** Reads a list of one shard, as far as the page and its total need it. */
  CompletionStage<Void> read(QueueKeys keys, Lists list) {
    return read(keys, list, after == null ? null : after.place(), limit + 1, true);
  }

  private CompletionStage<Void> read(
      QueueKeys keys, Lists list, @Nullable DeadLetterPlace from, int wanted, boolean isFirst) {
    boolean counts = after == null && readsTexts;
    return script
        .read(keys, list, filter, Order.NEWEST_FIRST, from, new Wanted(wanted, counts, false))
        .thenCompose(
            part -> {
              found.addAll(part.found());
              if (after == null) {
                total += readsTexts ? part.matching() : isFirst ? part.inRange() : 0;
              }
              int left = wanted - part.found().size();
              return part.next() == null || (left == 0 && !counts)
                  ? CompletableFuture.completedFuture(null)
                  : read(keys, list, part.next(), left, false);
            });
  }

  /** The page of all that was read. */
  Page page() {
    found.sort(Comparator.comparing(Found::place, DeadLetterPlace.OLDEST_FIRST).reversed());
    List<Found> page = found.subList(0, Math.min(limit, found.size()));
    List<DeadLetter> items = new ArrayList<>();
    for (Found each : page) {
      DeadLetterCodec.read(each.text()).map(DeadLetter::withoutDetails).ifPresent(items::add);
    }
    return new Page(items, found.size() > limit ? next(page) : null, total);
  }

  private String next(List<Found> page) {
    Instant since = filter.since();
    DeadLetterPlace last = Objects.requireNonNull(page.get(page.size() - 1)).place();
    return new Cursor(last, total, since == null ? 0 : since.toEpochMilli()).encoded();
  }
}
