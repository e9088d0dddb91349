package dev.segmentnovu.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.EnqueueResult;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Events of many users, put into the queue at once, as if ingest had taken them long ago. */
final class Backlog {

  /** What an event of a user says, as JSON. */
  @FunctionalInterface
  interface Body {
    String of(String userId, int index);
  }

  /** A replay is sent by itself; other identifies that stand in a row are one write. */
  private static final int REPLAYS = 1;

  private Backlog() {}

  /** A track that {@link LoadEvent#WORKFLOWS} maps. */
  static String track(String userId, int index) {
    return "{\"userId\":\"%s\",\"event\":\"Order Completed\",\"properties\":{\"index\":%d}}"
        .formatted(userId, index);
  }

  /** An identify without custom traits: one call for a subscriber that is there. */
  static String identify(String userId, int index) {
    return "{\"userId\":\"%s\",\"traits\":{\"firstName\":\"N%d\"}}".formatted(userId, index);
  }

  /** Adds {@code each} events of {@code users} users, the users in turn. */
  static void add(
      RedisEventQueue queue, String source, EventType type, int users, int each, Body body)
      throws Exception {
    for (int index = 0; index < each; index++) {
      List<NewEvent> events = new ArrayList<>();
      for (int user = 0; user < users; user++) {
        events.add(event(type, "user-" + user, index, body));
      }
      var added = queue.enqueue(source, events).toCompletableFuture().get(30, TimeUnit.SECONDS);
      if (!(added instanceof EnqueueResult.Accepted)) {
        throw new AssertionError(added);
      }
    }
  }

  /** One event, its message id made of the user and the index. */
  static NewEvent event(EventType type, String userId, int index, Body body) {
    String id = userId + "-" + index;
    var stored =
        new StoredEvent(
            id,
            type,
            Instant.now(),
            REPLAYS,
            null,
            null,
            null,
            body.of(userId, index).getBytes(UTF_8));
    return new NewEvent(userId, id, EventCodec.encode(stored));
  }
}
