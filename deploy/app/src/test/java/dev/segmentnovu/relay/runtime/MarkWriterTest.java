package dev.segmentnovu.relay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.admin.history.Marks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Marks wait until Redis takes them. */
final class MarkWriterTest {

  private final List<String> stored = new ArrayList<>();
  private boolean away;

  private final MarkWriter writer =
      new MarkWriter(
          new Marks() {
            @Override
            public CompletionStage<Boolean> configured(String text) {
              return store(text);
            }

            @Override
            public CompletionStage<Boolean> started(String version) {
              return store("version " + version);
            }

            @Override
            public CompletionStage<List<Mark>> list(Instant from, Instant to) {
              return CompletableFuture.completedFuture(List.of());
            }
          });

  private CompletionStage<Boolean> store(String text) {
    if (away) {
      return CompletableFuture.failedFuture(new IllegalStateException("away"));
    }
    stored.add(text);
    return CompletableFuture.completedFuture(true);
  }

  @Test
  void marks_are_written_in_order_once_redis_takes_them() {
    away = true;
    writer.started("1.2.0");
    writer.write();
    writer.configured("alerts");
    writer.configured("");
    writer.write();
    assertThat(stored).isEmpty();

    away = false;
    writer.write();
    writer.write();

    assertThat(stored).containsExactly("version 1.2.0", "alerts");
  }

  @Test
  void while_redis_is_away_for_long_the_latest_marks_stay() {
    for (int i = 0; i < 30; i++) {
      writer.configured("change " + i);
    }
    writer.write();

    assertThat(stored).hasSize(20).startsWith("change 10").endsWith("change 29");
  }
}
