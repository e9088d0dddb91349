package dev.segmentnovu.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.e2e.fixture.LoadEvent;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One user with very many waiting events, beside others with few. */
@Tag("chaos")
class HotUserIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int WAITING = 100_000;
  private static final int BATCH = 1_000;
  private static final int OTHERS = 100;
  private static final int EACH = 10;

  /** How many users a worker delivers for at the same time. */
  private static final int CONCURRENCY = 8;

  private static final String HOT = "hot";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void the_hot_user_gets_no_more_than_the_share_of_one_user() throws Exception {
    Map<String, String> settings = Map.of("RELAY_CONCURRENCY", Integer.toString(CONCURRENCY));
    try (var relay = new SplitRelay(directory, settings);
        var load = new WebhookLoad(relay.webhook(), SplitRelay.SECRET, OTHERS, EACH)) {
      relay.addWorker();
      relay.awaitReady();
      relay.novu.fail(Fault.late(Integer.MAX_VALUE, Duration.ofMillis(5)));
      serve(relay, load, "warm");
      Served alone = serve(relay, load, "alone");

      for (int sent = 0; sent < WAITING; sent += BATCH) {
        load.send(
            IntStream.range(sent, sent + BATCH)
                .mapToObj(i -> new LoadEvent(HOT, i, LoadEvent.Fate.DELIVERED, "hot-" + i))
                .toList());
      }
      Served beside = serve(relay, load, "beside");

      System.out.printf(
          "%d events of %d users: alone in %d ms; beside a user with %d waiting in %d ms, in which"
              + " that user had %d%n",
          OTHERS * EACH,
          OTHERS,
          alone.took.toMillis(),
          WAITING,
          beside.took.toMillis(),
          beside.hot);
      assertThat(relay.queue().path("depth").asInt()).as("many still wait").isGreaterThan(BATCH);
      assertThat(beside.hot)
          .as("of %d places the hot user has one", CONCURRENCY)
          .isPositive()
          .isLessThan(OTHERS * EACH / 2);
    }
  }

  /**
   * How the other users were served.
   *
   * @param hot delivered events of the hot user in the same time
   */
  private record Served(Duration took, long hot) {}

  private static Served serve(SplitRelay relay, WebhookLoad load, String run) throws Exception {
    int before = load.accepted().size();
    Instant from = Instant.now();
    List<? extends Future<?>> sending = load.start(run);
    WebhookLoad.awaitSent(sending);
    List<String> wanted =
        load.accepted().subList(before, load.accepted().size()).stream()
            .filter(event -> event.fate() == LoadEvent.Fate.DELIVERED)
            .map(LoadEvent::messageId)
            .toList();
    await().atMost(LIMIT).until(() -> deliveredIds(relay).containsAll(wanted));
    Instant last =
        Oracle.parts(relay.novu.requests())
            .filter(call -> Oracle.messageId(call).startsWith(run))
            .map(ReceivedRequest::receivedAt)
            .max(Instant::compareTo)
            .orElseThrow();
    long hot =
        Oracle.parts(relay.novu.requests())
            .filter(call -> call.concerns(HOT))
            .filter(call -> call.receivedAt().isAfter(from) && call.receivedAt().isBefore(last))
            .count();
    return new Served(Duration.between(from, last), hot);
  }

  private static Set<String> deliveredIds(SplitRelay relay) {
    return Oracle.parts(relay.novu.requests())
        .filter(call -> call.response() != null)
        .map(Oracle::messageId)
        .collect(Collectors.toSet());
  }
}
