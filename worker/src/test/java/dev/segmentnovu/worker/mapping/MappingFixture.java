package dev.segmentnovu.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.event.DecodeResult;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Maps events written with single quotes, of a source called {@code web}; all have the id m1. */
final class MappingFixture {

  static final Instant RECEIVED = Instant.parse("2026-11-23T16:11:22.337Z");

  private MappingFixture() {}

  static RelayConfig.Source source(Mapping mapping) {
    return new RelayConfig.Source(
        "web",
        List.of(),
        List.of(),
        new RelayConfig.Novu(
            java.net.URI.create("https://api.novu.co"), new Secret("k"), Duration.ofSeconds(1)),
        mapping,
        RelayConfig.defaults().sources().get(0).retry());
  }

  /** What {@code body} comes to. */
  static MappingResult by(Mapping mapping, EventType type, String body) {
    var stored =
        new StoredEvent(
            "m1", type, RECEIVED, 0, null, null, null, body.replace('\'', '"').getBytes(UTF_8));
    if (EventCodec.read(stored) instanceof DecodeResult.Decoded decoded) {
      return new EventMapper(source(mapping)).map(decoded.event());
    }
    throw new AssertionError(body);
  }

  /** What is sent, in order. */
  static List<NovuRequest> requests(MappingResult result) {
    if (result instanceof MappingResult.Send send) {
      return send.steps().stream().map(MappingResult.Step::request).toList();
    }
    throw new AssertionError(result);
  }
}
