package dev.segmentnovu.ingest.intake;

import static dev.segmentnovu.ingest.fixtures.Requests.basic;
import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.segmentnovu.config.AdmissionRules.Anonymous;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RecordingProducer;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.ActivityFlush;
import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.queue.history.Rejection;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ingest leaves in the history. */
final class IntakeHistoryTest {

  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");

  private final IngestFixture relay =
      IngestFixture.of(new RecordingProducer())
          .sources(
              source("web").writeKeys("key-1").sharedSecrets("secret-1").anonymous(Anonymous.SKIP))
          .clock(Clock.fixed(NOW, ZoneOffset.UTC))
          .start();

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void the_counts_of_a_body_add_up_to_what_was_received() throws Exception {
    relay.post(
        "/v1/batch",
        """
        {'batch':[{'type':'track','userId':'u','event':'E','messageId':'m'},
          {'type':'track','anonymousId':'a','event':'E'},
          {'type':'track','userId':'u2','messageId':'bad'}]}""",
        basic("key-1"));

    ActivityReport report = report();

    assertThat(report.counts())
        .containsOnly(
            entry(ActivityCount.RECEIVED, 3L),
            entry(ActivityCount.ACCEPTED, 1L),
            entry(ActivityCount.ANONYMOUS, 1L),
            entry(ActivityCount.REJECTED, 1L));
    assertThat(report.rejections()).hasSize(1);
    Rejection rejection = report.rejections().get(0);
    assertThat(rejection.at()).isEqualTo(NOW);
    assertThat(rejection.messageId()).isEqualTo("bad");
    assertThat(rejection.userId()).isEqualTo("u2");
    assertThat(rejection.index()).isEqualTo(2);
    assertThat(report.rejectionCodes()).containsOnly(entry(rejection.code(), 1L));
  }

  @Test
  void a_body_without_events_is_rejected_as_a_whole() throws Exception {
    relay.post("/v1/batch", "{'batch':[]}", basic("key-1"));

    ActivityReport report = report();

    assertThat(report.counts())
        .containsOnly(entry(ActivityCount.RECEIVED, 1L), entry(ActivityCount.REJECTED, 1L));
    assertThat(report.rejections()).extracting(Rejection::index).containsExactly(-1);
  }

  @Test
  void whoever_is_not_the_source_is_counted_and_leaves_no_sample() throws Exception {
    String event = "{'type':'track','userId':'u','event':'E','messageId':'m'}";

    assertThat(relay.webhook("/webhooks/segment/web", event, "0000").statusCode()).isEqualTo(401);
    assertThat(relay.post("/webhooks/segment/web", event, Map.of()).statusCode()).isEqualTo(401);
    assertThat(relay.post("/v1/track", event, basic("unknown")).statusCode()).isEqualTo(401);

    ActivityReport report = report();
    assertThat(report.counts()).isEmpty();
    assertThat(report.rejections()).isEmpty();
    assertThat(report.rejectionCodes()).containsOnly(entry("unauthorized", 2L));
  }

  private ActivityReport report() {
    List<ActivityReport> reports = new ArrayList<>();
    new ActivityFlush(
            relay.activity,
            (source, process, number, report) -> {
              reports.add(report);
              return CompletableFuture.completedFuture(null);
            },
            "test")
        .flush();
    assertThat(reports).hasSize(1);
    return reports.get(0);
  }
}
