package dev.segmentnovu.ingest.admin.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The items of a bounded list that were not in it at the last look.
 *
 * @param <T> the items
 */
@EventLoopConfined
final class ChangedItems<T> implements LiveFeed {

  private final String type;
  private final Function<String, CompletionStage<List<T>>> list;
  private final Function<T, Object> version;
  private final BiFunction<String, T, ObjectNode> json;

  /** The versions of the items at the last look, by source. */
  private final Map<String, Set<Object>> known = new HashMap<>();

  /**
   * A feed that has not looked.
   *
   * @param list reads the items of a source, newest first
   * @param version what differs between two items, and between an item and its later state
   * @param json writes an item of a source
   */
  ChangedItems(
      String type,
      Function<String, CompletionStage<List<T>>> list,
      Function<T, Object> version,
      BiFunction<String, T, ObjectNode> json) {
    this.type = type;
    this.list = list;
    this.version = version;
    this.json = json;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public Future<List<LiveEvent>> poll(String source) {
    return AdminResponses.onEventLoop(list.apply(source)).map(items -> changed(source, items));
  }

  private List<LiveEvent> changed(String source, List<T> items) {
    Set<Object> now = new HashSet<>();
    List<LiveEvent> events = new ArrayList<>();
    Set<Object> before = known.put(source, now);
    for (T item : items) {
      Object itself = version.apply(item);
      now.add(itself);
      if (before != null && !before.contains(itself)) {
        // the oldest first
        events.add(0, new LiveEvent(type, source, json.apply(source, item)));
      }
    }
    return events;
  }

  @Override
  public void forget() {
    known.clear();
  }
}
