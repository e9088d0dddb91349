package dev.segmentnovu.e2e.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.sidebyside.Side.Outcome.End;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.novu.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One day of events through the function that the relay replaces, and through the relay. Each has a
 * Novu of its own, which fails at the same events.
 */
class SideBySideIT {
  private static final Duration NOVU_TIMEOUT = Duration.ofSeconds(2);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path directory;

  private static Day day;
  private static Side function;
  private static Side relay;

  @BeforeAll
  static void play() throws Exception {
    day = Day.read();
    try (var processes = new SplitRelay(directory, settings(), novu())) {
      processes.addWorker();
      function = playFunction(); // while they start
      processes.awaitReady();
      relay = new Side(processes.novu, new RelayTaker(processes)).play(day);
    }
    new Comparison(function, relay)
        .tables()
        .forEach((name, table) -> System.out.printf("%s%n%n%s%n", name, table));
  }

  private static SandboxOptions novu() {
    return SandboxOptions.onPort(0)
        .withWorkflows(Day.ACTIVE)
        .withInactive(Day.INACTIVE)
        .withKeepAll();
  }

  private static Map<String, String> settings() throws IOException {
    Path file = directory.resolve("relay.yaml");
    Files.writeString(file, "defaults: { push: { ios: apns, android: fcm } }\n");
    String workflows =
        Day.WORKFLOWS.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(","));
    return Map.of(
        "RELAY_CONFIG",
        file.toString(),
        "RELAY_WORKFLOWS",
        workflows,
        "RELAY_NOVU_TIMEOUT",
        NOVU_TIMEOUT.toSeconds() + "s");
  }

  private static Side playFunction() throws Exception {
    try (var sandbox = RunningSandbox.start(novu())) {
      var taker = new ReferenceFunction(sandbox.novu.url(), Day.WORKFLOWS, NOVU_TIMEOUT);
      return new Side(sandbox.novu, taker).play(day);
    }
  }

  @Test
  void fields_that_an_identify_does_not_name_are_erased_by_the_function_and_kept_by_the_relay() {
    assertThat(function.came("1210-anna").erased())
        .containsExactly("firstName", "lastName", "email", "phone", "avatar");
    assertThat(relay.came("1210-anna").erased()).isEmpty();

    assertThat(function.field("anna", "email").isMissingNode()).isTrue();
    assertThat(relay.field("anna", "email").asText()).isEqualTo("anna@example.com");
  }

  @Test
  void a_null_erases_one_field_through_the_relay_and_all_fields_through_the_function() {
    assertThat(relay.came("1340-carla").erased()).containsExactly("phone");
    assertThat(function.came("1340-carla").erased()).contains("phone", "email");
  }

  @Test
  void custom_traits_reach_novu_through_the_relay_only_and_stay_there() {
    assertThat(function.field("anna", "data").isMissingNode()).isTrue();
    assertThat(relay.field("anna", "data").path("plan").asText()).isEqualTo("gold");
    assertThat(relay.field("anna", "data").path("newsletter").asBoolean()).isTrue();
    assertThat(relay.field("anna", "data").path("lifetimeValue").asText()).isEqualTo("47.2");
  }

  @Test
  void names_in_snake_case_or_in_one_reach_novu_through_the_relay_only() {
    assertThat(function.field("ben", "lastName").isMissingNode()).isTrue();
    assertThat(relay.field("ben", "lastName").asText()).isEqualTo("Berg");
    assertThat(function.field("carla", "firstName").isMissingNode()).isTrue();
    assertThat(relay.field("carla", "firstName").asText()).isEqualTo("Carla");
  }

  @Test
  void a_nightly_job_makes_the_function_erase_the_addresses_of_all_its_users() {
    for (String user : List.of("ben", "emma", "ida")) {
      assertThat(function.came("2310-" + user).messages())
          .singleElement()
          .matches(SideBySideIT::isLost);
      assertThat(relay.came("2310-" + user).messages()).singleElement().matches(Message::addressed);
    }
  }

  private static boolean isLost(Message message) {
    return !message.addressed();
  }

  @Test
  void the_function_repeats_work_that_was_done_before_the_timeout() {
    assertThat(function.came("1105-emma").requests()).hasSize(2);
    assertThat(relay.came("1105-emma").requests()).hasSize(2);
    assertThat(function.came("1105-emma").messages()).hasSize(2);
    assertThat(relay.came("1105-emma").messages()).hasSize(1);
  }

  @Test
  void an_event_that_segment_delivers_twice_is_a_second_message_of_the_function() {
    assertThat(orders(function, "T-1008")).isEqualTo(2);
    assertThat(orders(relay, "T-1008")).isEqualTo(1);
  }

  private static long orders(Side side, String id) {
    return side.messagesFor("emma").stream()
        .filter(message -> message.workflow().equals("receipt"))
        .filter(message -> message.payload().path("orderId").asText().equals(id))
        .count();
  }

  @Test
  void events_that_novu_rejects_are_lost_by_the_function_after_retries_and_kept_by_the_relay() {
    assertThat(function.came("1030-greta").requests()).hasSize(ReferenceFunction.TRIES);
    assertThat(function.came("1030-greta").outcome().end()).isEqualTo(End.GONE);
    assertThat(relay.came("1030-greta").outcome().words()).isEqualTo("dead letter `rejected`");
    assertThat(relay.came("1030-greta").requests()).hasSize(1);
  }

  @Test
  void a_field_that_novu_rejects_costs_the_function_the_identify_and_the_relay_only_that_field() {
    assertThat(function.came("0945-finn").requests()).hasSize(ReferenceFunction.TRIES);
    assertThat(function.came("0945-finn").outcome().end()).isEqualTo(End.GONE);
    assertThat(relay.came("0945-finn").outcome().end()).isEqualTo(End.DONE);
  }

  @Test
  void
      a_workflow_that_is_switched_off_is_a_success_to_the_function_and_a_dead_letter_of_the_relay() {
    assertThat(function.came("1145-anna").outcome().end()).isEqualTo(End.DONE);
    assertThat(function.came("1145-anna").messages()).isEmpty();
    assertThat(relay.came("1145-anna").outcome().words()).isEqualTo("dead letter `not_delivered`");
  }

  @Test
  void an_event_without_a_workflow_is_discarded_at_segment_and_a_dead_letter_of_the_relay() {
    assertThat(function.came("0807-anna").outcome().end()).isEqualTo(End.TURNED_AWAY);
    assertThat(relay.came("0807-anna").outcome().words()).isEqualTo("dead letter `unmapped`");
  }

  @Test
  void only_the_relay_deletes_a_user_on_request() {
    assertThat(function.subscriber("henri")).isPresent();
    assertThat(relay.subscriber("henri")).isEmpty();
  }

  @Test
  void both_recover_from_a_short_failure() {
    for (Side side : List.of(function, relay)) {
      assertThat(side.came("0930-emma").requests()).hasSize(2);
      assertThat(side.came("0930-emma").messages()).hasSize(1);
    }
  }

  @Test
  void fields_that_were_set_and_never_erased_are_the_same_after_both() {
    for (String field : List.of("firstName", "lastName", "email", "phone", "avatar")) {
      assertThat(function.field("jonas", field).isMissingNode()).isFalse();
      assertThat(function.field("jonas", field)).isEqualTo(relay.field("jonas", field));
    }
  }

  @Test
  void the_relay_loses_no_event_of_a_user_and_doubles_no_message() {
    assertThat(relay.came()).hasSameSizeAs(day.moments());
    for (Side.Came each : relay.came()) {
      assertThat(each.doubles()).isZero();
      if (each.outcome().end() == End.TURNED_AWAY) {
        assertThat(each.moment().event().path("userId").isNull()).as(each.moment().line()).isTrue();
      }
    }
  }

  @Test
  void the_page_shows_the_results() throws IOException {
    new GeneratedPage(Path.of("..", "..", "docs", "reference-function.md"))
        .hold(new Comparison(function, relay).tables());
  }
}
