package dev.segmentnovu.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UserKeyTest {

  @ParameterizedTest
  @CsvSource({"u, m", "a#b, m#n", "'', m"})
  void the_user_is_found_again(String userId, String messageId) {
    assertThat(UserKey.userId(UserKey.alone(userId, messageId), messageId)).isEqualTo(userId);
    assertThat(UserKey.userId(userId, messageId)).isEqualTo(userId);
  }
}
