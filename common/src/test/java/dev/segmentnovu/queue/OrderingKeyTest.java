package dev.segmentnovu.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.Ids;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OrderingKeyTest {

  /** Some are what another's key, or a part of it, looks like. */
  private static final List<String> IDS =
      List.of("u", "a#b", "b", "a", "a#m77", "m77", "#", "1:a", "1:a#b", "5:a#m77#m77", ":", "ü😀");

  @ParameterizedTest
  @CsvSource({"u, m", "a#b, m#n", "alice#m77, m77", "1:u, 2:m", "ü😀, ☃"})
  void the_user_of_an_event_alone_is_found_again(String userId, String messageId) {
    assertThat(OrderingKey.userId(OrderingKey.alone(userId, messageId))).isEqualTo(userId);
  }

  @ParameterizedTest
  @ValueSource(strings = {"u", "alice#m77", "1:a#b", "#", ":", ""})
  void the_key_of_a_user_is_the_user_id(String userId) {
    assertThat(OrderingKey.userId(userId)).isEqualTo(userId);
  }

  @Test
  void no_two_events_and_no_user_share_a_key() {
    Set<String> keys = new HashSet<>(IDS);
    for (String user : IDS) {
      for (String message : IDS) {
        assertThat(keys.add(OrderingKey.alone(user, message))).as("%s, %s", user, message).isTrue();
      }
    }
  }

  @Test
  void a_user_id_that_ingest_accepts_never_equals_the_key_of_a_single_event() {
    String alone = OrderingKey.alone("alice", "m77");

    assertThat(Ids.trim(alone)).isNotEqualTo(alone);
    assertThat(OrderingKey.userId(Ids.trim(alone))).isNotEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", " 5", " 5:u", " x:u", " -1:u", " 99999999999:u"})
  void a_key_that_was_made_by_hand_is_its_own_user(String key) {
    assertThat(OrderingKey.userId(key)).isEqualTo(key);
  }

  @Test
  void the_key_of_an_earlier_version_is_known_by_the_event_s_user() {
    assertThat(OrderingKey.isOldAlone("alice#m77", "alice", "m77")).isTrue();
    assertThat(OrderingKey.isOldAlone("alice#m77", "alice#m77", "m77")).isFalse();
    assertThat(OrderingKey.isOldAlone("alice", "alice", "m77")).isFalse();
  }
}
