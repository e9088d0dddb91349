package dev.segmentnovu.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The console of a relay with 1,000,000 events that wait and 100,000 dead letters. It prints how
 * long each page takes.
 */
class LargeQueueIT {

  private static final int WAITING = 1_000_000;
  private static final int DEAD_LETTERS = 100_000;

  /** A page asks for its content, and the frame for the state, the session and the stream. */
  private static final int MOST_REQUESTS = 12;

  /** What the relay has to look for among many. */
  private static final List<PageView> SEARCHES =
      List.of(
          new PageView(
              "one reason", "/dead-letters?reason=exhausted", List.of("r-dead-letters tbody tr")),
          new PageView(
              "a part of the message",
              "/dead-letters?text=missing+required",
              List.of("r-dead-letters tbody tr")),
          new PageView(
              "the oldest by its user",
              "/dead-letters?userId=dead-0",
              List.of("r-dead-letters tbody tr")),
          new PageView(
              "a waiting event",
              "/events/user-99999-9?source=web&userId=user-99999",
              List.of("r-event .journey li")),
          new PageView(
              "a user with waiting events",
              "/users/web/user-99999",
              List.of("table[aria-label='Waiting events'] tbody tr")));

  @TempDir private static Path directory;

  private static Chromium chromium;
  private static ConsoleRelay relay;
  private static Scenes scenes;
  private static ConsoleTab tab;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.launch();
    relay = new ConsoleRelay(directory);
    scenes = Scenes.play(relay);
    relay.post("/admin/sources/web/pause", "{}");
    Instant from = Instant.now();
    LargeQueue.fill(relay.process, DEAD_LETTERS, WAITING);
    System.out.printf(
        "%,d dead letters and %,d events in %d ms%n",
        DEAD_LETTERS, WAITING, Duration.between(from, Instant.now()).toMillis());
    JsonNode state = relay.get("/admin/status").path("sources").get(0);
    assertThat(state.path("depth").asInt()).isGreaterThanOrEqualTo(WAITING);
    assertThat(state.path("dead").asInt()).isGreaterThanOrEqualTo(DEAD_LETTERS);
    tab = chromium.tab(relay, ConsoleRelay.OPERATOR);
    // the browser has no file of the console yet, and the relay has read none
    System.out.println("Pulse, first visit: " + Visit.ofPulse(tab));
  }

  @AfterAll
  static void stop() throws Exception {
    if (relay != null) {
      relay.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  static Stream<PageView> views() {
    return Stream.of(PageView.PAGES, PageView.DETAILS, SEARCHES).flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("views")
  void a_page_is_usable_with_few_requests(PageView view) {
    tab.forget();
    Instant from = Instant.now();
    view.show(tab, scenes);
    long millis = Duration.between(from, Instant.now()).toMillis();
    List<String> answers =
        tab.requests().stream().filter(each -> each.startsWith("GET /admin/")).toList();
    System.out.printf(
        "%-28s usable after %5d ms, %2d requests%n", view.name(), millis, answers.size());

    assertThat(tab.problems()).isEmpty();
    assertThat(answers).hasSizeLessThanOrEqualTo(MOST_REQUESTS);
  }
}
