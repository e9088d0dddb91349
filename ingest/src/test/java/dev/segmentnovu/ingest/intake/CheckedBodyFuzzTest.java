package dev.segmentnovu.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EntryPoint;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.event.intake.BodyScanner;
import dev.segmentnovu.event.intake.ScannedBody;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.testing.Configs;
import java.time.Instant;
import java.util.List;

/** Each event of a batch is queued, refused or skipped, and the worker can read what is queued. */
final class CheckedBodyFuzzTest {

  private static final BodyLimits LIMITS = new BodyLimits(32_768, 50, 1 << 20, 4 << 20);
  private static final RelayConfig.Source SOURCE = Configs.defaults().sources().get(0);
  private static final Instant RECEIVED = Instant.parse("2026-11-23T16:11:22.337Z");

  @FuzzTest(maxDuration = "1m")
  void the_worker_can_read_what_ingest_queues(byte[] bytes) {
    BodyScanner.scan(bytes, LIMITS.events())
        .match(scanned -> queued(bytes, scanned.body()), malformed -> malformed);
  }

  private static Object queued(byte[] bytes, ScannedBody body) {
    for (EntryPoint door : EntryPoint.values()) {
      CheckedBody checked =
          CheckedBody.of(new ReceivedBody(door, SOURCE, bytes, body, null), LIMITS, RECEIVED);
      List<NewEvent> entries = checked.entries();
      assertThat(entries.size() + checked.rejected().size() + checked.skippedAnonymous())
          .isEqualTo(body.events().size());
      long stored = 0;
      for (NewEvent entry : entries) {
        stored += entry.entry().length;
        assertThat(user(entry, door)).isEqualTo(entry.orderingKey());
      }
      // an id with escapes takes more
      assertThat(checked.storedBytes()).isLessThanOrEqualTo(stored);
    }
    return body;
  }

  /** The user to whom the worker delivers an entry. */
  private static String user(NewEvent entry, EntryPoint door) {
    StoredEvent stored = EventCodec.decode(entry.entry());
    assertThat(stored.messageId()).isEqualTo(entry.messageId());
    assertThat(stored.door()).isEqualTo(door);
    return EventCodec.read(stored)
        .match(
            decoded -> decoded.event().userId(),
            undecodable -> {
              throw new AssertionError("Queued and not readable: " + undecodable.reason());
            });
  }
}
