package dev.segmentnovu.relay.cli.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A path of the admin API with its parameters. */
public final class Query {

  private final String path;
  private final Map<String, String> parameters = new LinkedHashMap<>();

  private Query(String path) {
    this.path = path;
  }

  /**
   * A path.
   *
   * @param segments its parts, which are escaped
   */
  public static Query of(String... segments) {
    var path = new StringBuilder("/admin");
    for (String each : segments) {
      path.append('/').append(escape(each));
    }
    return new Query(path.toString());
  }

  /** Adds a parameter, unless its value is null or empty. */
  public Query with(String name, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty()) {
      parameters.put(name, value.toString());
    }
    return this;
  }

  /** Adds all parameters. */
  public Query with(Map<String, String> more) {
    parameters.putAll(more);
    return this;
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** As it stands in a URL. */
  @Override
  public String toString() {
    var text = new StringBuilder(path);
    char separator = '?';
    for (Map.Entry<String, String> each : parameters.entrySet()) {
      text.append(separator).append(each.getKey()).append('=').append(escape(each.getValue()));
      separator = '&';
    }
    return text.toString();
  }
}
