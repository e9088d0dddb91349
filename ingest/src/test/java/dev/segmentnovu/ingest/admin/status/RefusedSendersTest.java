package dev.segmentnovu.ingest.admin.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.segmentnovu.queue.admin.Processes.Seen;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Heartbeat.Role;
import dev.segmentnovu.queue.control.Senders;
import dev.segmentnovu.queue.control.Senders.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What several ingests know of those who send, as one. */
final class RefusedSendersTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  /** What each ingest reports → what counts: how many, since when, until when; null for nothing. */
  static Stream<Arguments> reports() {
    return Stream.of(
        arguments(List.of(senders(null, null)), null),
        arguments(List.of(senders(5, null)), null),
        arguments(List.of(senders(null, refused(3, 1, 9))), refused(3, 1, 9)),
        arguments(List.of(senders(0, refused(3, 1, 9))), refused(3, 1, 9)),
        arguments(
            List.of(senders(null, refused(3, 1, 9)), senders(null, refused(2, 2, 8))),
            refused(5, 1, 9)),
        arguments(
            List.of(senders(null, refused(2, 2, 8)), senders(null, refused(3, 1, 9))),
            refused(5, 1, 9)),
        // another ingest has taken a webhook meanwhile
        arguments(List.of(senders(null, refused(3, 1, 4)), senders(5, null)), null),
        arguments(List.of(senders(5, null), senders(null, refused(3, 1, 4))), null),
        arguments(List.of(senders(null, refused(3, 1, 9)), senders(5, null)), refused(3, 5, 9)),
        arguments(
            List.of(senders(null, refused(3, 1, 4)), senders(5, refused(2, 6, 8))),
            refused(2, 6, 8)));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void requests_count_after_the_last_proof_in_any_ingest(
      List<Senders> reports, @Nullable Refused expected) {
    List<Seen> ingests = new ArrayList<>();
    reports.forEach(each -> ingests.add(ingest(Duration.ZERO, each)));

    List<RefusedSenders> found = RefusedSenders.of(ingests);

    assertThat(found)
        .isEqualTo(expected == null ? List.of() : List.of(new RefusedSenders("web", expected)));
  }

  @Test
  void an_ingest_that_reports_no_more_does_not_count() {
    assertThat(
            RefusedSenders.of(
                List.of(ingest(Duration.ofSeconds(20), senders(null, refused(1, 1, 1))))))
        .isEmpty();
  }

  @Test
  void sources_come_by_name_and_requests_without_a_source_last() {
    var ingest =
        ingest(
            Duration.ZERO,
            new Senders(null, null, refused(1, 1, 1)),
            new Senders("web", null, refused(2, 1, 1)),
            new Senders("app", null, refused(3, 1, 1)));

    assertThat(RefusedSenders.of(List.of(ingest)))
        .extracting(RefusedSenders::source)
        .containsExactly("app", "web", null);
  }

  private static Senders senders(@Nullable Integer provenAt, @Nullable Refused refused) {
    return new Senders("web", provenAt == null ? null : NOON.plusSeconds(provenAt), refused);
  }

  private static Refused refused(long count, int since, int lastAt) {
    return new Refused(
        "unauthorized", "at " + lastAt, count, NOON.plusSeconds(since), NOON.plusSeconds(lastAt));
  }

  private static Seen ingest(Duration age, Senders... senders) {
    var heartbeat = new Heartbeat("host", Role.INGEST, "1", NOON, List.of(), List.of(senders));
    return new Seen(heartbeat, NOON, age);
  }
}
