package dev.segmentnovu.ingest.http;

import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RecordingProducer;
import dev.segmentnovu.ingest.fixtures.Requests;
import dev.segmentnovu.queue.control.Senders;
import dev.segmentnovu.queue.control.Senders.Refused;
import dev.segmentnovu.telemetry.Metrics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the port notes of requests that do not prove where they come from. */
final class UnprovenRequestsTest {

  private static final String TRACK = "{'type':'track','userId':'u','event':'A','messageId':'m'}";
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private final IngestFixture relay =
      IngestFixture.of(new RecordingProducer())
          .sources(
              source("web").writeKeys("key-1").sharedSecrets("secret-1"),
              source("app").sharedSecrets("secret-2"),
              source("sdk").writeKeys("key-3"))
          .clock(Clock.fixed(NOON, ZoneOffset.UTC))
          .start();

  @AfterEach
  void stop() {
    relay.close();
  }

  private int webhook(String source, String secret) throws Exception {
    return relay
        .webhook("/webhooks/segment/" + source, TRACK, Requests.sign(TRACK, secret))
        .statusCode();
  }

  private Refused refused(@Nullable String source) {
    return Objects.requireNonNull(relay.senders(source).refused());
  }

  @Test
  void wrong_signatures_count_until_a_right_one_comes() throws Exception {
    assertThat(webhook("web", "wrong")).isEqualTo(401);
    assertThat(webhook("web", "wrong")).isEqualTo(401);

    assertThat(relay.senders("web").provenAt()).isNull();
    Refused refused = refused("web");
    assertThat(refused.count()).isEqualTo(2);
    assertThat(refused.code()).isEqualTo("unauthorized");
    assertThat(refused.message()).startsWith("X-Signature is not the HMAC-SHA1");
    assertThat(refused.since()).isEqualTo(NOON);
    assertThat(relay.senders("app").refused()).isNull();
    assertThat(relay.senders(null).refused()).isNull();

    assertThat(webhook("web", "secret-1")).isEqualTo(200);
    assertThat(relay.senders("web")).isEqualTo(new Senders("web", NOON, null));
    assertThat(relay.counter(Metrics.SIGNATURES_REFUSED, "source", "web")).isEqualTo(2);
    assertThat(relay.counter(Metrics.SIGNATURES_REFUSED, "source", "app")).isZero();
  }

  @Test
  void a_missing_signature_and_a_source_without_a_secret_count_for_the_source() throws Exception {
    relay.post("/webhooks/segment/web", TRACK, Map.of());
    webhook("sdk", "secret-1");

    assertThat(refused("web").message()).startsWith("X-Signature is missing");
    assertThat(refused("sdk").message()).startsWith("This source takes no");
  }

  @Test
  void the_time_of_the_last_receipt_is_that_of_accepted_events() throws Exception {
    assertThat(relay.seconds(Metrics.LAST_RECEIPT, "web")).isZero();
    webhook("web", "wrong");
    assertThat(relay.seconds(Metrics.LAST_RECEIPT, "web")).isZero();

    webhook("web", "secret-1");

    assertThat(relay.seconds(Metrics.LAST_RECEIPT, "web"))
        .isEqualTo((double) NOON.getEpochSecond());
  }

  /** A source takes both, and only its webhooks are signed. */
  @Test
  void a_call_of_an_sdk_proves_nothing_of_webhooks() throws Exception {
    webhook("web", "wrong");

    relay.post("/v1/track", TRACK, Requests.basic("key-1"));

    assertThat(refused("web").count()).isEqualTo(1);
  }

  @Test
  void requests_that_name_no_source_count_together() throws Exception {
    webhook("none", "secret-1");
    relay.post("/v1/track", TRACK, Requests.basic("wrong-key"));
    relay.post("/v1/track", TRACK, Map.of());
    relay.request("GET", "/v1/projects/wrong-key/settings", new byte[0], Map.of());

    Refused refused = refused(null);
    assertThat(refused.count()).isEqualTo(4);
    assertThat(relay.counter(Metrics.UNKNOWN_SENDERS)).isEqualTo(4);
    assertThat(refused.code()).isEqualTo("unknown_source");
    assertThat(refused.message()).startsWith("The write key belongs to no source");
  }
}
