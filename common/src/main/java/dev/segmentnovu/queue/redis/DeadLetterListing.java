package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Page;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts;
import dev.segmentnovu.queue.redis.script.DeadLetterScripts.Kind;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Collects one page of dead letters from several sets, and reads each set newest first. */
final class DeadLetterListing {

  private static final int CHUNK = 500;

  /** Newest first, then by id, so that pages neither overlap nor leave out a dead letter. */
  private static final Comparator<DeadLetter> NEWEST_FIRST =
      Comparator.comparing(DeadLetter::deadAt).thenComparing(DeadLetter::id).reversed();

  /**
   * The last dead letter of a page.
   *
   * @param total of the first page
   */
  record Cursor(Instant deadAt, String id, long total) {

    boolean isBefore(DeadLetter deadLetter) {
      int byTime = deadLetter.deadAt().compareTo(deadAt);
      return byTime < 0 || (byTime == 0 && deadLetter.id().compareTo(id) < 0);
    }

    String encoded() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              (deadAt.toEpochMilli() + " " + id + " " + total).getBytes(StandardCharsets.UTF_8));
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
        // not Base64, or without a number: the exception below says so
      }
      throw new IllegalArgumentException(
          "cursor is not one this list gave out; leave it out to begin at the newest");
    }
  }

  private final DeadLetterScripts scripts;
  private final Filter filter;
  private final @Nullable Cursor after;
  private final int limit;

  /** Whether the total is known only after every dead letter has been read. */
  private final boolean readsAll;

  private final List<DeadLetter> found = new ArrayList<>();
  private long total;

  DeadLetterListing(DeadLetterScripts scripts, Filter filter, @Nullable Cursor after, int limit) {
    this.scripts = scripts;
    this.filter = filter;
    this.after = after;
    this.limit = limit;
    this.readsAll =
        after == null
            && (filter.reason() != null || filter.userId() != null || filter.event() != null);
    this.total = after == null ? 0 : after.total();
  }

  /** Reads the dead letters of one set, as far as the page needs them. */
  CompletionStage<Void> read(QueueKeys keys, Kind kind) {
    String newest = filter.until() == null ? "+inf" : "(" + filter.until().toEpochMilli();
    if (after != null) {
      newest = "" + after.deadAt().toEpochMilli();
    }
    return new SetReader(keys, kind).readFrom(newest, 0);
  }

  /** The page of all that was read. */
  Page page() {
    found.sort(NEWEST_FIRST);
    boolean more = found.size() > limit;
    List<DeadLetter> page = List.copyOf(found.subList(0, Math.min(limit, found.size())));
    DeadLetter last = more ? page.get(page.size() - 1) : null;
    return new Page(
        page, last == null ? null : new Cursor(last.deadAt(), last.id(), total).encoded(), total);
  }

  /** Reads one set in chunks. */
  private final class SetReader {
    private final QueueKeys keys;
    private final Kind kind;
    private int matching;

    SetReader(QueueKeys keys, Kind kind) {
      this.keys = keys;
      this.kind = kind;
    }

    /** Reads from a score on; {@code offset} skips dead letters of that score that were read. */
    CompletionStage<Void> readFrom(String newest, int offset) {
      int chunkSize = readsAll ? CHUNK : Math.min(CHUNK, limit + 1);
      String oldest = filter.since() == null ? "-inf" : "" + filter.since().toEpochMilli();
      return scripts
          .list(keys, kind, newest, oldest, offset, chunkSize)
          .thenCompose(
              chunk -> {
                if (after == null && !readsAll && offset == 0) {
                  total += chunk.inRange();
                }
                int read = chunk.texts().size();
                List<DeadLetter> decoded = new ArrayList<>();
                for (byte[] text : chunk.texts()) {
                  DeadLetterCodec.read(text).ifPresent(decoded::add);
                }
                decoded.forEach(this::collect);
                return read < chunkSize || (!readsAll && matching > limit)
                    ? CompletableFuture.completedFuture(null)
                    : readNext(newest, offset, read, decoded);
              });
    }

    private CompletionStage<Void> readNext(
        String newest, int offset, int read, List<DeadLetter> decoded) {
      if (decoded.isEmpty()) {
        return readFrom(newest, offset + read);
      }
      long lastMs = decoded.get(decoded.size() - 1).deadAt().toEpochMilli();
      String next = "" + lastMs;
      long ties =
          decoded.stream()
              .filter(deadLetter -> deadLetter.deadAt().toEpochMilli() == lastMs)
              .count();
      // by score: Redis counts an offset from the start of the set, which is slow at its end
      return next.equals(newest) || decoded.size() < read
          ? readFrom(newest, offset + read)
          : readFrom(next, (int) ties);
    }

    private void collect(DeadLetter deadLetter) {
      if (!matches(filter.reason(), deadLetter.reason())
          || !matches(filter.userId(), deadLetter.userId())
          || !matches(filter.event(), deadLetter.event())) {
        return;
      }
      total += readsAll ? 1 : 0;
      if ((after == null || after.isBefore(deadLetter)) && ++matching <= limit + 1) {
        found.add(deadLetter.withoutDetails());
      }
    }
  }

  private static boolean matches(@Nullable String wanted, @Nullable String value) {
    return wanted == null || wanted.equals(value);
  }
}
