package dev.segmentnovu.ingest.intake;

import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RecordingProducer;
import dev.segmentnovu.ingest.fixtures.Requests;
import dev.segmentnovu.telemetry.FailureLogs;
import dev.segmentnovu.telemetry.log.UserHash;
import dev.segmentnovu.testing.LogLines;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log lines of accepted events, rejected events and refused senders. */
final class IntakeLogTest {

  private static final String PERSON = "ann@example.com";
  private static final String HASH = UserHash.of("web", PERSON);
  private static final String TRACK =
      "{'type':'track','userId':'ann@example.com','event':'A','messageId':'m'}";
  private static final String WITHOUT_NAME =
      "{'writeKey':'key-1','type':'track','userId':'ann@example.com','messageId':'m'}";

  private final AtomicLong nanos = new AtomicLong();
  private final FailureLogs failures = new FailureLogs(nanos::get);
  private final LogLines log = LogLines.of(IntakeLog.class.getName(), Level.DEBUG);
  private final IngestFixture relay =
      IngestFixture.of(new RecordingProducer())
          .sources(
              source("web").writeKeys("key-1").sharedSecrets("secret-1"),
              source("app").sharedSecrets("secret-2"))
          .failureLogs(failures)
          .start();

  @AfterEach
  void stop() {
    relay.close();
    log.close();
  }

  private int webhook(String source, String secret) throws Exception {
    return relay
        .webhook("/webhooks/segment/" + source, TRACK, Requests.sign(TRACK, secret))
        .statusCode();
  }

  private void passAMinute() {
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    failures.look();
  }

  @Test
  void the_first_refused_signature_of_a_source_has_a_line_and_the_others_a_count()
      throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThat(webhook("web", "wrong")).isEqualTo(401);
    }
    assertThat(webhook("app", "wrong")).isEqualTo(401);

    assertThat(log.texts())
        .hasSize(2)
        .allMatch(line -> line.contains(" is refused: X-Signature is not the HMAC-SHA1 of"))
        .satisfiesExactly(
            web ->
                assertThat(web)
                    .startsWith("WARN A request to source web ")
                    .contains("relay rejections --source web")
                    .endsWith(" {source=web, code=unauthorized}"),
            app -> assertThat(app).endsWith(" {source=app, code=unauthorized}"));

    passAMinute();

    assertThat(log.texts())
        .hasSize(3)
        .last()
        .isEqualTo(
            "WARN Refused requests to source web (unauthorized) since the last such line: 3"
                + " {source=web, code=unauthorized, count=3}");
  }

  @Test
  void a_request_that_names_no_source_has_a_line() throws Exception {
    relay.post("/v1/track", "{'writeKey':'key-of-nobody'}", Map.of());

    assertThat(log.texts())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("WARN A request to no known source is refused: The write key belongs to no")
        .endsWith(" {code=unknown_source}")
        .doesNotContain("key-of-nobody");
  }

  @Test
  void the_first_rejected_event_of_a_kind_has_a_line_that_names_it() throws Exception {
    for (int i = 0; i < 3; i++) {
      relay.post("/v1/track", WITHOUT_NAME, Map.of());
    }
    relay.post("/v1/track", "{'writeKey':'key-1','event':'A'}", Map.of());

    assertThat(log.texts())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("WARN An event is rejected: ")
                    .contains("relay rejections --source web")
                    .endsWith(
                        " {source=web, messageId=m, event=track, user="
                            + HASH
                            + ", code=event_not_defined}"),
            second -> assertThat(second).endsWith(" {source=web, event=A, code=no_user_anon_id}"));

    passAMinute();

    assertThat(log.texts())
        .hasSize(3)
        .last()
        .isEqualTo(
            "WARN Rejected events of source web (event_not_defined) since the last such line: 2"
                + " {source=web, code=event_not_defined, count=2}");
    assertThat(log.texts()).noneMatch(line -> line.contains(PERSON));
  }

  @Test
  void at_debug_each_accepted_event_has_a_line() throws Exception {
    relay.post(
        "/v1/batch",
        "{'writeKey':'key-1','batch':["
            + TRACK
            + ",{'type':'identify','userId':'ann@example.com','messageId':'m2'}]}",
        Map.of());

    assertThat(log.texts())
        .containsExactly(
            "DEBUG Accepted {source=web, messageId=m, event=A, user=" + HASH + "}",
            "DEBUG Accepted {source=web, messageId=m2, event=identify, user=" + HASH + "}");
  }
}
