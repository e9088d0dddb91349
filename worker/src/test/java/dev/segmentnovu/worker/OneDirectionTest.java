package dev.segmentnovu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.trace.Tracing;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.worker.delivery.DeliveryTools;
import dev.segmentnovu.worker.health.WorkerMeters;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Imports show only half of the dependencies: a lambda or a supplier can lead back. So this test
 * walks the objects of a running source, with what its lambdas capture.
 */
final class OneDirectionTest {

  private static final String ROOT = "dev.segmentnovu.worker";

  /** The rooms, each with the rooms that its objects may refer to. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "", Set.of("", "claim", "delivery", "calls", "health"),
          "claim", Set.of("claim", "delivery", "calls"),
          "delivery", Set.of("delivery", "calls", "health", "mapping"),
          "calls", Set.of("calls", "novu", "health"),
          "novu", Set.of("novu"),
          "health", Set.of("health", "novu"),
          "mapping", Set.of("mapping", "novu"));

  private final Vertx vertx = Vertx.vertx();

  /** An object and how it was reached. */
  private record Reached(Object object, List<Object> path) {}

  @AfterEach
  void close() {
    var unused = vertx.close();
  }

  @Test
  void objects_refer_to_objects_of_lower_rooms_only_and_never_back() throws Exception {
    var consumer =
        new ScriptedConsumer(2, (shard, users) -> List.of(), settlement -> SettleResult.APPLIED);
    RelayConfig defaults = Configs.defaults();
    var worker =
        new SourceWorker(
            vertx.getOrCreateContext(),
            consumer,
            defaults.sources().get(0),
            new DeliveryTools(
                defaults.queue(),
                Clock.systemUTC(),
                RandomGenerator.of("SplittableRandom"),
                Tracing.OFF,
                new FailureLogs(System::nanoTime)),
            new WorkerMeters(new SimpleMeterRegistry()));

    Set<String> wrong = new TreeSet<>();
    int visited = walk(worker, wrong);

    assertThat(wrong).isEmpty();
    assertThat(visited).as("objects of the worker").isGreaterThan(20);
  }

  private static int walk(Object root, Set<String> wrong) throws IllegalAccessException {
    var seen = new IdentityHashMap<Object, Boolean>();
    Deque<Reached> todo = new ArrayDeque<>();
    todo.push(new Reached(root, List.of(root)));
    int visited = 0;
    while (!todo.isEmpty()) {
      Reached next = todo.pop();
      for (Object to : references(next.object)) {
        if (next.path.stream().anyMatch(before -> before == to)) {
          wrong.add(next.object.getClass().getName() + " leads back to " + to.getClass().getName());
          continue;
        }
        String from = room(owner(next.path));
        String room = room(to);
        if (room != null && from != null && !allowed(from).contains(room)) {
          wrong.add(next.object.getClass().getName() + " refers to " + to.getClass().getName());
        }
        List<Object> path = new ArrayList<>(next.path);
        path.add(to);
        if (seen.put(to, true) == null) {
          visited += room == null ? 0 : 1;
          todo.push(new Reached(to, path));
        }
      }
    }
    return visited;
  }

  private static Set<String> allowed(String room) {
    return ALLOWED.getOrDefault(room, Set.of());
  }

  /** The last object of the path that belongs to a room: a collection has no room. */
  private static @Nullable Object owner(List<Object> path) {
    for (int i = path.size() - 1; i >= 0; i--) {
      if (room(path.get(i)) != null) {
        return path.get(i);
      }
    }
    return null;
  }

  private static @Nullable String room(@Nullable Object object) {
    // a lambda belongs to no room: what it captures counts
    if (object == null || !isOfWorker(object) || object.getClass().isHidden()) {
      return null;
    }
    String rest = object.getClass().getPackageName().substring(ROOT.length());
    return rest.isEmpty() ? "" : rest.substring(1).split("\\.", -1)[0];
  }

  private static List<Object> references(Object object) throws IllegalAccessException {
    List<Object> references = new ArrayList<>();
    if (object instanceof Collection<?> all) {
      references.addAll(all);
    } else if (object instanceof Map<?, ?> map) {
      references.addAll(map.values());
    } else if (isOfWorker(object)) {
      for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
            field.setAccessible(true);
            Object value = field.get(object);
            if (value != null && isFollowed(value)) {
              references.add(value);
            }
          }
        }
        if (!type.getName().startsWith(ROOT)) {
          break;
        }
      }
    }
    references.removeIf(each -> !isFollowed(each));
    return references;
  }

  /** Objects of the worker, their lambdas, and the collections that hold them. */
  private static boolean isFollowed(@Nullable Object value) {
    return value != null
        && !(value instanceof Enum<?>)
        && (isOfWorker(value) || value instanceof Collection<?> || value instanceof Map<?, ?>);
  }

  private static boolean isOfWorker(Object value) {
    String name = value.getClass().getName();
    return name.startsWith(ROOT)
        && !name.contains(".testing.")
        && !name.contains("OneDirectionTest");
  }
}
