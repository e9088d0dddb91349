package dev.segmentnovu.queue.redis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.segmentnovu.queue.DeadLetter;
import java.time.Instant;
import java.util.UUID;

/** Dead letters of which only the id matters. */
final class DeadLetterFixtures {

  private DeadLetterFixtures() {}

  static DeadLetter letter(String source, String userId, UUID id) {
    return letter(source, userId, id, "rejected");
  }

  static DeadLetter letter(String source, String userId, UUID id, String reason) {
    return new DeadLetter(
        source + ".0." + id.toString().replace("-", ""),
        null,
        source,
        userId,
        "m",
        "track",
        null,
        reason,
        "no",
        null,
        1,
        null,
        Instant.now(),
        0,
        JsonNodeFactory.instance.objectNode());
  }
}
