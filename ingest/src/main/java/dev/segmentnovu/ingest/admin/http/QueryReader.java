package dev.segmentnovu.ingest.admin.http;

import dev.segmentnovu.event.Ids;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a query string and collects every mistake. An empty value counts as
 * absent. Read all parameters before {@link #result}.
 */
public final class QueryReader {

  /** The largest page of a list. */
  public static final int MAX_LIMIT = 1_000;

  private static final int DEFAULT_LIMIT = 50;

  private final MultiMap parameters;
  private final List<RequestError> mistakes = new ArrayList<>();

  /**
   * A reader of decoded parameters.
   *
   * @param names the parameters that the path takes; case counts
   */
  public QueryReader(MultiMap parameters, Set<String> names) {
    this.parameters = parameters;
    String allowed = String.join(", ", names.stream().sorted().toList());
    for (String name : parameters.names()) {
      if (!names.contains(name)) {
        addMistake(name, "is not a parameter here; there is " + allowed);
      }
    }
  }

  /** The value of a parameter; null if it is absent. */
  public @Nullable String text(String name) {
    List<String> values = parameters.getAll(name);
    if (values.size() > 1) {
      addMistake(name, "is given " + values.size() + " times; give it once");
      return null;
    }
    return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
  }

  /** The value of {@code userId} as ingest writes it; null if it is absent. */
  public @Nullable String userId() {
    String userId = text("userId");
    return userId == null ? null : Ids.trim(userId);
  }

  /**
   * The value of {@code source}; null if it is absent.
   *
   * @param sources the names of the configured sources
   */
  public @Nullable String source(List<String> sources) {
    return choice("source", sources);
  }

  /** A value out of some; null if it is absent. */
  public @Nullable String choice(String name, List<String> allowed) {
    String text = text(name);
    if (text == null || allowed.contains(text)) {
      return text;
    }
    addMistake(name, "must be one of " + String.join(", ", allowed));
    return null;
  }

  /** The value of {@code limit}, from 1 to {@value #MAX_LIMIT}. */
  public int limit() {
    String text = text("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    if (text.matches("[0-9]{1,4}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    addMistake("limit", "must be a whole number from 1 to " + MAX_LIMIT);
    return DEFAULT_LIMIT;
  }

  /** Adds a mistake. */
  public void addMistake(String where, String detail) {
    mistakes.add(new RequestError(where, detail));
  }

  /** {@code value} if there was no mistake, else all mistakes. */
  public <T> ParseResult<T> result(T value) {
    return mistakes.isEmpty()
        ? new ParseResult.Valid<>(value)
        : new ParseResult.Invalid<>(mistakes);
  }
}
