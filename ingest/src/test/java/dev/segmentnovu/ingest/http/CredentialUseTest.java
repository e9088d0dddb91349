package dev.segmentnovu.ingest.http;

import static dev.segmentnovu.testing.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.ingest.fixtures.FilledQueue;
import dev.segmentnovu.ingest.fixtures.IngestFixture;
import dev.segmentnovu.ingest.fixtures.RecordingProducer;
import dev.segmentnovu.ingest.fixtures.Requests;
import dev.segmentnovu.queue.history.ActivityFlush;
import dev.segmentnovu.queue.history.Credential;
import dev.segmentnovu.queue.history.Credential.Kind;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.testing.Configs;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ingest notes when each write key and each shared secret was used last. */
final class CredentialUseTest {

  private static final String TRACK = "{'type':'track','userId':'u','event':'A','messageId':'m'}";
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private final String web = "t" + UUID.randomUUID().toString().replace("-", "");
  private final RedisEventQueue queue =
      RedisEventQueue.connect(TestRedis.redis(), Configs.defaults().queue());
  private final IngestFixture relay =
      IngestFixture.of(new RecordingProducer())
          .sources(source(web).writeKeys("key-1", "key-2").sharedSecrets("secret-1", "secret-2"))
          .clock(Clock.fixed(NOON, ZoneOffset.UTC))
          .start();

  @AfterEach
  void stop() {
    relay.close();
    queue.close();
  }

  private Map<String, Instant> uses() {
    FilledQueue.get(new ActivityFlush(relay.activity, queue.operators().history(), web).flush());
    return FilledQueue.get(queue.operators().history().credentials(web));
  }

  private static String fingerprint(Kind kind, String secret) {
    return new Credential(kind, new Secret(secret)).fingerprint();
  }

  @Test
  void a_call_of_an_sdk_uses_its_write_key() throws Exception {
    relay.post("/v1/track", TRACK, Requests.basic("key-2"));

    assertThat(uses()).isEqualTo(Map.of(fingerprint(Kind.WRITE_KEY, "key-2"), NOON));
  }

  @Test
  void a_webhook_uses_the_secret_that_signed_it() throws Exception {
    relay.webhook("/webhooks/segment", TRACK, Requests.sign(TRACK, "secret-2"));

    assertThat(uses()).isEqualTo(Map.of(fingerprint(Kind.SHARED_SECRET, "secret-2"), NOON));
  }

  @Test
  void what_is_refused_uses_nothing() throws Exception {
    relay.post("/v1/track", TRACK, Requests.basic("wrong"));
    relay.webhook("/webhooks/segment", TRACK, Requests.sign(TRACK, "wrong"));

    assertThat(uses()).isEmpty();
  }
}
