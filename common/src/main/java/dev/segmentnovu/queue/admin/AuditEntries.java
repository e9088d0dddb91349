package dev.segmentnovu.queue.admin;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The stored audit log: what operators did, newest {@value #MOST} entries. Safe for use from any
 * thread.
 */
public interface AuditEntries {

  /** Entries that are kept; the oldest make room. */
  int MOST = 10_000;

  /**
   * What an operator did. It holds no personal data. Longer texts are cut, so that the log has a
   * bound in bytes too.
   *
   * @param by the name of the operator's token
   * @param role the role of the token, in lower case
   * @param remote the address of the client
   * @param action what was done, such as {@code replay}
   * @param source the source it concerns, or null
   * @param subject what it was done to: the id of a dead letter, the hash of a user; or null
   * @param details more about it, by name; at most 10 are kept
   */
  record Action(
      String by,
      String role,
      String remote,
      String action,
      @Nullable String source,
      @Nullable String subject,
      Map<String, String> details) {

    /** Characters of each text. */
    public static final int LONGEST = 300;

    private static final int MOST_DETAILS = 10;

    public Action {
      action = cut(action);
      source = source == null ? null : cut(source);
      subject = subject == null ? null : cut(subject);
      details =
          details.entrySet().stream()
              .limit(MOST_DETAILS)
              .collect(
                  Collectors.toUnmodifiableMap(
                      each -> cut(each.getKey()),
                      each -> cut(each.getValue()),
                      (first, second) -> first));
    }

    private static String cut(String text) {
      return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
  }

  /**
   * An entry of the log.
   *
   * @param at when it was stored, by the clock of Redis
   * @param action what was done
   */
  record Entry(Instant at, Action action) {}

  /**
   * A page of entries, newest first.
   *
   * @param next the cursor of the next page; null at the end
   */
  record Page(List<Entry> items, @Nullable String next) {}

  /** Adds an entry. Fails with {@link QueueUnavailableException}. */
  CompletionStage<Void> store(Action action);

  /**
   * Reads entries, newest first.
   *
   * @param cursor {@link Page#next()} of the page before; null for the first page
   * @param limit at most so many, 1 to 500: Redis reads them in one script
   * @return fails with {@link IllegalArgumentException} if no page can have had that cursor, and
   *     with {@link QueueUnavailableException}
   */
  CompletionStage<Page> list(@Nullable String cursor, int limit);
}
