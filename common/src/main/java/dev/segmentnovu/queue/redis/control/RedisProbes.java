package dev.segmentnovu.queue.redis.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.admin.SourceProbes;
import dev.segmentnovu.queue.control.ProbeAnswer;
import dev.segmentnovu.queue.control.Probes;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends questions and answers as messages: a question to the channel of one worker, its answer to
 * the channel of this process. Redis stores nothing of it.
 */
public final class RedisProbes implements SourceProbes, Probes {

  private final RedisConnection redis;
  private final String replyChannel = "relay:control:answers:" + UUID.randomUUID();
  private final Map<String, CompletableFuture<ProbeAnswer>> waiting = new ConcurrentHashMap<>();

  /** Done when answers arrive; null before the first question. */
  private final AtomicReference<@Nullable CompletionStage<?>> listening = new AtomicReference<>();

  /** Probes by way of {@code redis}. */
  public RedisProbes(RedisConnection redis) {
    this.redis = redis;
  }

  private static String channel(String worker) {
    return "relay:control:probes:" + worker;
  }

  @Override
  public CompletionStage<ProbeAnswer> ask(String worker, String source) {
    String id = UUID.randomUUID().toString();
    var answer =
        new CompletableFuture<ProbeAnswer>().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    waiting.put(id, answer);
    var unusedRemoval = answer.whenComplete((unused, failure) -> waiting.remove(id));
    ObjectNode question =
        EventCodec.JSON
            .createObjectNode()
            .put("id", id)
            .put("source", source)
            .put("replyTo", replyChannel);
    var unused = listen().thenRun(() -> redis.publish(channel(worker), text(question)));
    return answer;
  }

  private CompletionStage<?> listen() {
    CompletionStage<?> present = listening.get();
    if (present != null) {
      return present;
    }
    // two first questions at once listen twice, and the second answer finds nobody waiting
    CompletionStage<?> mine = redis.listen(replyChannel, message -> answered(read(message)));
    return listening.compareAndSet(null, mine) ? mine : listen();
  }

  private void answered(JsonNode reply) {
    CompletableFuture<ProbeAnswer> asked = waiting.get(reply.path("id").asText());
    if (asked != null) {
      JsonNode status = reply.path("status");
      asked.complete(
          new ProbeAnswer(
              reply.path("ok").asBoolean(),
              status.isInt() ? (Integer) status.intValue() : null,
              reply.path("message").asText(),
              Duration.ofMillis(reply.path("tookMillis").asLong())));
    }
  }

  @Override
  public void answer(String worker, Function<String, CompletionStage<ProbeAnswer>> probe) {
    var unused = redis.listen(channel(worker), message -> answer(read(message), probe));
  }

  private void answer(JsonNode question, Function<String, CompletionStage<ProbeAnswer>> probe) {
    if (!question.path("replyTo").isTextual()) {
      return;
    }
    var unused =
        probe
            .apply(question.path("source").asText())
            .thenAccept(
                answer ->
                    redis.publish(
                        question.path("replyTo").asText(),
                        text(
                            EventCodec.JSON
                                .createObjectNode()
                                .put("id", question.path("id").asText())
                                .put("ok", answer.ok())
                                .put("status", answer.status())
                                .put("message", answer.message())
                                .put("tookMillis", answer.took().toMillis()))));
  }

  private static String text(ObjectNode json) {
    try {
      return EventCodec.JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of ours: cannot fail
    }
  }

  /** A message of another form, which another version may send, has no members. */
  private static JsonNode read(String message) {
    try {
      return EventCodec.JSON.readTree(message);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
