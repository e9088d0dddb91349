package dev.segmentnovu.ingest.admin.status;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.SettingLine;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.redis.CountingRedis;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.testing.Configs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the states of sources cost in a real Redis. */
final class SourceStatesTest {

  private final String prefix = "t" + UUID.randomUUID().toString().replace("-", "");
  private final List<String> sources =
      IntStream.range(0, 5).mapToObj(number -> prefix + number).toList();
  private final CountingRedis redis = new CountingRedis();
  private final RedisEventQueue queue = redis.queue(Configs.defaults().queue());
  private final Vertx vertx = Vertx.vertx();
  private final SourceStates states =
      new SourceStates(
          new Named(sources), queue.operators().queue(() -> sources, new ActivityRecorder()));

  private record Named(List<String> sources) implements ConfigView {

    @Override
    public Optional<RelayConfig.Source> source(String name) {
      return Optional.empty();
    }

    @Override
    public ConfigStatus status() {
      return new ConfigStatus(null, Instant.EPOCH, List.of());
    }

    @Override
    public List<SettingLine> settings() {
      return List.of();
    }
  }

  @AfterEach
  void close() {
    get(vertx.close().toCompletionStage());
    queue.close();
  }

  /** Asks for these sources at the same time, as a look of the live stream does. */
  private List<String> look(List<String> names) {
    var found = new CompletableFuture<List<String>>();
    vertx.runOnContext(
        run ->
            Future.all(
                    names.stream()
                        .map(name -> Future.fromCompletionStage(states.of(name)))
                        .toList())
                .map(all -> all.<List<ObjectNode>>list().stream().flatMap(List::stream).toList())
                .map(all -> all.stream().map(each -> each.get("source").asText()).toList())
                .onComplete(found::complete, found::completeExceptionally));
    return get(found);
  }

  @Test
  void a_look_at_all_sources_sends_as_many_scripts_as_a_look_at_one() {
    assertThat(look(sources)).isEqualTo(sources);
    redis.calls(prefix);

    assertThat(look(sources.subList(0, 1))).containsExactly(sources.get(0));
    long one = redis.calls(prefix);
    assertThat(look(sources)).isEqualTo(sources);

    assertThat(one).isPositive();
    assertThat(redis.calls(prefix)).isEqualTo(one);
  }

  @Test
  void a_later_look_asks_again_and_finds_sources_that_have_changed() {
    look(sources);
    redis.calls(prefix);

    look(sources);

    assertThat(redis.calls(prefix)).isPositive();
  }
}
