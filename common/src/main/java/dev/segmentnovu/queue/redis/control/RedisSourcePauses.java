package dev.segmentnovu.queue.redis.control;

import dev.segmentnovu.queue.admin.SourcePauses;
import dev.segmentnovu.queue.control.PausedSource;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Stores which sources are paused, and tells all processes when that changes. */
public final class RedisSourcePauses implements SourcePauses {

  private static final Script PAUSE = Script.load("pause_source");
  private static final Script RESUME = Script.load("resume_source");
  private static final Script LIST = Script.load("paused_sources");

  private static final List<String> KEYS = List.of(ControlKeys.PAUSED);

  private final RedisConnection redis;

  /** The pauses in {@code redis}. */
  public RedisSourcePauses(RedisConnection redis) {
    this.redis = redis;
  }

  @Override
  public CompletionStage<PausedSource> pause(String source, String by, @Nullable String reason) {
    return redis
        .text(
            PAUSE,
            KEYS,
            new ScriptArguments()
                .text(source)
                .text(PauseCodec.encode(by, reason))
                .number(MOST)
                .text(ControlKeys.PAUSE_CHANNEL))
        .thenApply(
            stored -> {
              if (stored.isEmpty()) {
                throw new IllegalStateException(
                    MOST + " sources are paused already; resume one that is not needed any more");
              }
              return PauseCodec.read(source, stored);
            });
  }

  @Override
  public CompletionStage<Boolean> resume(String source) {
    return redis
        .number(RESUME, KEYS, new ScriptArguments().text(source).text(ControlKeys.PAUSE_CHANNEL))
        .thenApply(resumed -> resumed == 1);
  }

  @Override
  public CompletionStage<List<PausedSource>> list() {
    return redis.list(LIST, KEYS, new ScriptArguments()).thenApply(PauseCodec::list);
  }
}
