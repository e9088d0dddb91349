package dev.segmentnovu.ingest.admin.http;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query string, and every mistake that was found in them so far. An empty value
 * counts as absent. Names are case-sensitive.
 */
public final class QueryParameters {

  private final Map<String, List<String>> values;
  private final List<RequestError> mistakes = new ArrayList<>();

  /**
   * Parameters by name.
   *
   * @param values all decoded values of each name
   * @param known the names that exist; any other is a mistake
   */
  public QueryParameters(Map<String, List<String>> values, Set<String> known) {
    this.values = values;
    values.keySet().stream()
        .filter(name -> !known.contains(name))
        .sorted()
        .forEach(
            name ->
                mistake(
                    name,
                    "is not a parameter here; there is "
                        + String.join(", ", known.stream().sorted().toList())));
  }

  /** All decoded values of each name in a request's query string. */
  public static Map<String, List<String>> of(RoutingContext context) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (var parameter : context.queryParams()) {
      parameters
          .computeIfAbsent(parameter.getKey(), name -> new ArrayList<>())
          .add(parameter.getValue());
    }
    return parameters;
  }

  /** The value of a parameter; null if it is absent. */
  public @Nullable String text(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    if (all.size() > 1) {
      mistake(name, "is given " + all.size() + " times; give it once");
      return null;
    }
    return all.isEmpty() || all.get(0).isEmpty() ? null : all.get(0);
  }

  /** A whole number from {@code least} to {@code most}; {@code otherwise} if it is absent. */
  public int whole(String name, int least, int most, int otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    if (value < least || value > most) {
      mistake(name, "must be a whole number from " + least + " to " + most);
      return otherwise;
    }
    return value;
  }

  /** {@code true} or {@code false}; false if it is absent. */
  public boolean flag(String name) {
    String text = text(name);
    if (text != null && !text.equals("true") && !text.equals("false")) {
      mistake(name, "must be true or false");
    }
    return "true".equals(text);
  }

  /** Adds a mistake. */
  public void mistake(String where, String detail) {
    mistakes.add(new RequestError(where, detail));
  }

  /** {@code value} if there is no mistake, else all of them. */
  public <T> ParseResult<T> result(T value) {
    return mistakes.isEmpty()
        ? new ParseResult.Valid<>(value)
        : new ParseResult.Invalid<>(mistakes);
  }
}
