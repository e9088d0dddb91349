package dev.segmentnovu.worker.calls.queue;

import dev.segmentnovu.concurrent.EventLoopConfined;
import java.util.HashMap;
import java.util.Map;

/** The category of Novu's rate limit that a call belongs to, by the beginning of its path. */
@EventLoopConfined
final class CategoryNames {

  /** The category of calls that concern no event, subscriber, topic or credential. */
  private static final String GLOBAL = "global";

  private final Map<String, String> learnt = new HashMap<>();

  /** The category that a response named, else that of Novu's documentation. */
  String of(String path) {
    String resource = resource(path);
    String known = learnt.get(resource);
    if (known != null) {
      return known;
    }
    if (resource.endsWith("/events")) {
      return "trigger";
    }
    return resource.endsWith("/subscribers") || resource.endsWith("/topics")
        ? "configuration"
        : GLOBAL;
  }

  /** A response to a call of this path named the category. */
  void learn(String path, String category) {
    learnt.put(resource(path), category);
  }

  /** The version and the first name of the path, such as {@code /v2/subscribers}. */
  private static String resource(String path) {
    int second = path.indexOf('/', 1);
    int third = path.indexOf('/', second + 1);
    return second < 0 || third < 0 ? path : path.substring(0, third);
  }
}
