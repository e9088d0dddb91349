package dev.segmentnovu.worker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.event.StoredEvent;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.OrderingKey;
import dev.segmentnovu.testing.Events;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The user and the previous dead letter that a dead letter names. */
final class DeadLetterWriterTest {

  private final DeadLetterWriter letters =
      new DeadLetterWriter(Clock.systemUTC(), RandomGenerator.of("SplittableRandom"));

  @ParameterizedTest
  @CsvSource({"alice, m77", "alice#m77, m77", "u, m", "a#b, c#d"})
  void a_user_id_is_unchanged_even_if_it_ends_like_a_message_id(String user, String message) {
    StoredEvent event = event(user, message);

    assertThat(write(user, event).userId()).isEqualTo(user);
    assertThat(write(OrderingKey.alone(user, message), event).userId()).isEqualTo(user);
  }

  @Test
  void the_dead_letter_of_an_unreadable_entry_names_its_user() {
    assertThat(write(OrderingKey.alone("alice", "m77"), null).userId()).isEqualTo("alice");
    assertThat(write("alice#m77", null).userId()).isEqualTo("alice#m77");
  }

  @Test
  void an_event_without_order_from_an_earlier_version_names_its_user() {
    assertThat(write("alice#m77", event("alice", "m77")).userId()).isEqualTo("alice");
  }

  @Test
  void the_dead_letter_of_a_replayed_event_names_the_previous_dead_letter() {
    StoredEvent event = event("u", "m");
    DeadLetter first = write("u", event);
    StoredEvent replayed =
        EventCodec.decode(EventCodec.encode(event.replayed(event.body(), first.id(), false)));
    DeadLetter second = write("u", replayed);

    assertThat(first.previousId()).isNull();
    assertThat(second.previousId()).isEqualTo(first.id());
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.replays()).isEqualTo(1);
  }

  private DeadLetter write(String key, @Nullable StoredEvent event) {
    byte[] entry = event == null ? new byte[0] : EventCodec.encode(event);
    var user = new ClaimedUser("web", 0, key, "t", null, 1, null, List.of(entry));
    var cause = new DeadLetterWriter.Cause("rejected", "no", null, null);
    return letters.write(user, event, "E", RetryState.FRESH, cause);
  }

  private static StoredEvent event(String user, String message) {
    String body = "{\"userId\":\"%s\",\"event\":\"E\"}".formatted(user);
    return Events.of(EventType.TRACK, body).messageId(message).receivedAt(Instant.EPOCH).stored();
  }
}
